namespace HttpRequestSteps;

/// <summary>The proxy of the environment (<c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>NO_PROXY</c>), for hosts that opt in.</summary>
internal static class AmbientProxy
{
    public static ProxyAddress? For(Uri uri)
    {
        var proxy = HttpClient.DefaultProxy;
        if (proxy.IsBypassed(uri) || proxy.GetProxy(uri) is not { } address || address == uri)
        {
            return null;
        }

        var credentials = address.UserInfo.Length > 0 ? address.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray() : [];
        var configured = credentials.Length == 0 ? proxy.Credentials?.GetCredential(address, "Basic") : null;
        return new ProxyAddress(
            address.Scheme.StartsWith("socks", StringComparison.OrdinalIgnoreCase) ? ProxyType.Socks5 : ProxyType.Http,
            address.Host,
            address.Port,
            credentials.ElementAtOrDefault(0) ?? configured?.UserName,
            credentials.ElementAtOrDefault(1) ?? configured?.Password,
            ProxyBypass.None);
    }
}
