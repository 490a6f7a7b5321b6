using System.Globalization;
using System.Net.Http.Headers;

namespace HttpRequestSteps;

/// <summary>A message that is about to be sent.</summary>
internal sealed class OutgoingMessage(HttpRequestMessage message) : SignedMessage
{
    public override string Method => message.Method.Method;

    public override Uri Uri => message.RequestUri!;

    public override string Authority => message.Headers.Host is { Length: > 0 } host ? host.ToLowerInvariant() : base.Authority;

    public override string? Header(string name) => name switch
    {
        "host" => Authority,
        "content-length" => message.Content?.Headers.ContentLength?.ToString(CultureInfo.InvariantCulture),
        _ => Find(message.Headers, name) ?? (message.Content is null ? null : Find(message.Content.Headers, name)),
    };

    // The text of several values is joined as the transport joins them.
    private static string? Find(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString().Trim(' ', '\t') : null;
}
