using System.Text;
using System.Text.Unicode;

namespace HttpRequestSteps;

/// <summary>Makes the preview of a prepared request: credentials and signature are applied as they would be, then redacted.</summary>
internal static class RequestPreview
{
    public static async ValueTask<RenderedRequestPreview> CreateAsync(StepExecution execution, TimeProvider time, CancellationToken cancellationToken)
    {
        using var message = execution.CreateMessage();
        var secretHeaders = await ApplyAsync(execution, message, time, cancellationToken).ConfigureAwait(false);
        var redactor = execution.Render.Redactor;
        var body = await ReadRedactedAsync(execution.Request.Body, execution.Render, cancellationToken).ConfigureAwait(false);
        return new RenderedRequestPreview
        {
            Method = message.Method.Method,
            Url = redactor.RedactPreview(message.RequestUri!.AbsoluteUri),
            Headers = [.. Headers(message, secretHeaders, redactor)],
            Body = body,
            BodyText = body is not null && Utf8.IsValid(body) ? Encoding.UTF8.GetString(body) : null,
        };
    }

    private static async ValueTask<HashSet<string>> ApplyAsync(StepExecution execution, HttpRequestMessage message, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = execution.Plan;
        var secret = new HashSet<string>(HeaderRules.Credentials, StringComparer.OrdinalIgnoreCase);
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
            await scheme.SignAsync(new SigningContext(message, execution.Request.Id, execution.Render, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
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
                yield return new(name, secret.Contains(name) ? Redaction.Mask : redactor.RedactPreview(value));
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
                yield return new(name, redactor.RedactPreview(value));
            }
        }
    }

    /// <summary>The bytes, redacted even where they are no text; a compressed body is redacted before it is compressed.</summary>
    private static async ValueTask<byte[]?> ReadRedactedAsync(RenderedBody? body, RenderContext context, CancellationToken cancellationToken)
    {
        if (body is null)
        {
            return null;
        }

        var compressed = body as CompressedBody;
        using var bytes = new MemoryStream();
        var limited = new LimitedStream(bytes, context.MaxRequestSize, FailureKind.TooLarge, "the host's limit MaxRequestSize");
        await (compressed?.Inner ?? body).WriteToAsync(limited, cancellationToken).ConfigureAwait(false);
        var redacted = context.Redactor.RedactPreview(bytes.ToArray());
        return compressed is null ? redacted : await CompressedBody.CompressAsync(redacted, compressed.Compression, cancellationToken).ConfigureAwait(false);
    }
}
