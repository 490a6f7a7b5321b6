namespace HttpRequestSteps;

/// <summary>Chooses the transport profile of a step: proxy and certificates without templates.</summary>
internal static class TransportSelector
{
    public static TransportProfile Select(StepPlan plan, RenderContext context)
    {
        if (plan.Proxy is null && plan.Tls is null)
        {
            return plan.Settings.DirectTransport;
        }

        return new TransportProfile(Proxy(plan.Proxy, context), Tls(plan.Tls, context), plan.Settings.Egress);
    }

    private static ProxyAddress? Proxy(StepProxy? proxy, RenderContext context)
    {
        if (proxy is null)
        {
            return null;
        }

        var host = context.Render(proxy.Host);
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new TemplateException("In $.proxy.host: the proxy's host must be a host name or an address, without scheme or port.");
        }

        var address = new ProxyAddress(host, proxy.Port, Optional(proxy.Username, context), Optional(proxy.Password, context));
        context.Redactor.Add(address.Password);
        return address;
    }

    private static TlsMaterial? Tls(StepTls? tls, RenderContext context)
    {
        if (tls is null)
        {
            return null;
        }

        var certificate = tls.ClientCertificate;
        return new TlsMaterial(
            Optional(certificate?.Pem, context),
            Optional(certificate?.Key, context),
            Optional(certificate?.Pfx, context),
            Optional(certificate?.Password, context),
            [.. (tls.TrustedCertificates ?? []).Select(context.Render)]);
    }

    private static string? Optional(Text? text, RenderContext context) => text is null ? null : context.Render(text);
}
