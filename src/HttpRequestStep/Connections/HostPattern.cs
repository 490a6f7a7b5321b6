using System.Globalization;

namespace HttpRequestSteps;

/// <summary>A host a connection's credentials may go to: <c>name</c> or <c>*.name</c>, with an optional port.</summary>
internal sealed record HostPattern(string Name, bool IsWildcard, int? Port)
{
    public static HostPattern? TryParse(string text)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && !text.EndsWith(']');
        int? port = null;
        if (hasPort)
        {
            if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                return null;
            }

            port = number;
        }

        var name = (hasPort ? text[..colon] : text).TrimEnd('.');
        var isWildcard = name.StartsWith("*.", StringComparison.Ordinal);
        name = (isWildcard ? name[2..] : name).Trim('[', ']');
        return Uri.CheckHostName(name) == UriHostNameType.Unknown ? null : new HostPattern(name, isWildcard, port);
    }

    public bool Matches(Uri uri)
    {
        var host = StepUri.HostOf(uri).TrimEnd('.');
        return (Port is null ? uri.IsDefaultPort : Port == uri.Port)
            && (IsWildcard ? host.EndsWith("." + Name, StringComparison.OrdinalIgnoreCase) : host.Equals(Name, StringComparison.OrdinalIgnoreCase));
    }
}
