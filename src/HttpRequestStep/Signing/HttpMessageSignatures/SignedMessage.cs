using System.Globalization;

namespace HttpRequestSteps;

/// <summary>A message as a signature sees it.</summary>
internal abstract class SignedMessage
{
    public abstract string Method { get; }

    public abstract Uri Uri { get; }

    /// <summary>Host and port as they are sent, in lower case, without the usual port of the scheme.</summary>
    public virtual string Authority
    {
        get
        {
            var host = Uri.HostNameType == UriHostNameType.IPv6 ? $"[{Uri.IdnHost}]" : Uri.IdnHost.ToLowerInvariant();
            return Uri.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{Uri.Port}");
        }
    }

    /// <summary>The value of a header, trimmed, several of them joined; null when it is not there or cannot be signed.</summary>
    public abstract string? Header(string name);
}
