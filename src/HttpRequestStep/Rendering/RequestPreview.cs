using System.Text;
using System.Text.Unicode;

namespace HttpRequestSteps;

/// <summary>Makes the preview of a prepared request: credentials and signature are applied as they would be, then redacted.</summary>
internal static class RequestPreview
{
    private static readonly string[] CredentialHeaders = ["Authorization", "Proxy-Authorization", "Cookie"];

    public static async ValueTask<RenderedRequestPreview> CreateAsync(StepExecution execution, TimeProvider time, CancellationToken cancellationToken)
    {
        using var message = execution.CreateMessage();
        var secretHeaders = await ApplyAsync(execution, message, time, cancellationToken).ConfigureAwait(false);
        var redactor = execution.Render.Redactor;
        var body = await ReadAsync(execution.Request.Body, execution.Render.MaxRequestSize, cancellationToken).ConfigureAwait(false);
        var text = body is not null && Utf8.IsValid(body) ? redactor.Redact(Encoding.UTF8.GetString(body)) : null;
        return new RenderedRequestPreview
        {
            Method = message.Method.Method,
            Url = redactor.Redact(message.RequestUri!.AbsoluteUri),
            Headers = [.. Headers(message, secretHeaders, redactor)],
            Body = text is null ? body : Encoding.UTF8.GetBytes(text),
            BodyText = text,
        };
    }

    private static async ValueTask<HashSet<string>> ApplyAsync(StepExecution execution, HttpRequestMessage message, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = execution.Plan;
        var secret = new HashSet<string>(CredentialHeaders, StringComparer.OrdinalIgnoreCase);
        foreach (var header in execution.Request.Headers)
        {
            if (header.IsSecret)
            {
                secret.Add(header.Name);
            }
        }

        if (plan.AuthenticationHandler is { } handler)
        {
            await Authenticator.ApplyAsync(handler, plan.Authentication!, new AuthenticationContext(message, execution.Render, secret), cancellationToken).ConfigureAwait(false);
        }

        if (plan.Signing is { } scheme)
        {
            await scheme.SignAsync(message, execution.Request, execution.Render, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }

        return secret;
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(HttpRequestMessage message, HashSet<string> secret, Redactor redactor)
    {
        var general = message.Headers.NonValidated;
        foreach (var (name, values) in general)
        {
            foreach (var value in values)
            {
                yield return new(name, secret.Contains(name) ? Redaction.Mask : redactor.Redact(value));
            }
        }

        if (message.Content is null)
        {
            yield break;
        }

        foreach (var (name, values) in message.Content.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                yield return new(name, redactor.Redact(value));
            }
        }
    }

    private static async ValueTask<byte[]?> ReadAsync(RenderedBody? body, long limit, CancellationToken cancellationToken)
    {
        if (body is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await body.WriteToAsync(new LimitedStream(bytes, limit, FailureKind.TooLarge, "the host's limit MaxRequestSize"), cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }
}
