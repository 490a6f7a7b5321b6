using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The way to a token endpoint: the egress policy and the transport of the step, no redirects, a bounded answer, and JSON whatever the server calls it.</summary>
internal sealed class TokenEndpointHandler(TransportPool pool, TransportProfile profile) : HttpMessageHandler
{
    private const int LargestAnswer = 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var route = profile.For(request.RequestUri!);
        CheckEgress(route, request.RequestUri!);
        var transport = pool.Rent(route);
        try
        {
            using var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (RedirectRules.IsRedirect(response.StatusCode))
            {
                throw new StepAuthenticationException($"The token endpoint {request.RequestUri!.Authority} answered with a redirect ({(int)response.StatusCode}), which a client secret must not follow.");
            }

            var body = await ReadAsync(response.Content, request.RequestUri!.Authority, cancellationToken).ConfigureAwait(false);
            var json = AsJson(body, response.Content.Headers.ContentType?.MediaType);
            if (json is null && response.IsSuccessStatusCode)
            {
                throw new StepAuthenticationException($"The token endpoint {request.RequestUri!.Authority} answered {(int)response.StatusCode}, and not with JSON.");
            }

            return new HttpResponseMessage(response.StatusCode)
            {
                Content = new ByteArrayContent(json ?? [.. "{}"u8]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
                RequestMessage = request,
            };
        }
        finally
        {
            transport.Release();
        }
    }

    private static void CheckEgress(TransportProfile route, Uri uri)
    {
        var verdict = route.Egress.CheckUri(uri, route.Proxy is not null);
        if (verdict.Allowed && route.Proxy is { } proxy)
        {
            verdict = route.Egress.CheckUri(proxy.Uri);
        }

        if (!verdict.Allowed)
        {
            throw new StepFailureException(FailureKind.Blocked, DeliveryCertainty.NotSent, verdict.Reason);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, string host, CancellationToken cancellationToken)
    {
        using var buffer = new BodyBuffer(new BodyLimit(LargestAnswer, "which no token is"));
        try
        {
            await content.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (StepFailureException)
        {
            throw new StepAuthenticationException($"The answer of the token endpoint {host} is larger than 1 MB.");
        }

        return buffer.Span.ToArray();
    }

    /// <summary>Some servers answer with a form, and some write <c>expires_in</c> as a text.</summary>
    private static byte[]? AsJson(byte[] body, string? mediaType) =>
        TryParse(body) is { ValueKind: JsonValueKind.Object } parsed ? Normalized(parsed.EnumerateObject().Select(member => (member.Name, member.Value)))
        : mediaType == "application/x-www-form-urlencoded" || LooksLikeForm(body) ? OfForm(body)
        : null;

    private static JsonElement? TryParse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool LooksLikeForm(byte[] body) => body.AsSpan().StartsWith("access_token="u8) || body.AsSpan().StartsWith("error="u8);

    private static byte[] OfForm(byte[] body)
    {
        var pairs = System.Text.Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2));
        return Normalized(pairs.Where(pair => pair.Length == 2).DistinctBy(pair => pair[0], StringComparer.Ordinal)
            .Select(pair => (WebUtility.UrlDecode(pair[0]), JsonSerializer.SerializeToElement(WebUtility.UrlDecode(pair[1]), DefinitionJsonContext.Default.String))));
    }

    private static byte[] Normalized(IEnumerable<(string Name, JsonElement Value)> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                if (name == "expires_in")
                {
                    writer.WriteNumberValue(Seconds(value));
                }
                else
                {
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static int Seconds(JsonElement value) =>
        double.TryParse(value.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < int.MaxValue ? (int)seconds : 0;
}
