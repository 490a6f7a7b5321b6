using System.Globalization;

namespace HttpRequestSteps;

/// <summary>Signs with an HMAC of any shape.</summary>
internal sealed class HmacScheme(HmacShape shape, CompiledText secret, CompiledTexts texts) : ISignatureScheme
{
    private readonly HmacPayload _payload = new(shape.Payload, texts.TryFind(shape.Payload) ?? Preset(shape.Payload));
    private readonly CompiledText _format = texts.TryFind(shape.Format) ?? Preset(shape.Format);

    public async ValueTask SignAsync(SigningContext context, CancellationToken cancellationToken)
    {
        var key = shape.TryKey(context.Secret(secret), out var reason) ?? throw new StepAuthenticationException($"The signing secret {reason}.");
        var timestamp = context.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var names = HmacNames.Of(context.Message.Method.Method, context.Uri, timestamp, CheckedId(context.Id));
        using var hash = shape.CreateHash(key);
        var digest = await _payload.HashAsync(hash, names, context.Body, context.Render, cancellationToken).ConfigureAwait(false);
        names[HmacNames.Signature] = shape.Write(digest);
        context.Set(shape.Header, _format.Render(context.Render.Scope.With(names)));
        if (shape.TimestampHeader is { } timestampHeader)
        {
            context.Set(timestampHeader, timestamp);
        }

        if (shape.IdHeader is { } idHeader)
        {
            context.Set(idHeader, context.Id);
        }
    }

    private static CompiledText Preset(Text text) => TemplateCompiler.Compile(text, "$.signing", static reason => throw new InvalidOperationException(reason))!;

    /// <summary>With a dot in the id, one payload could be read as that of another message.</summary>
    private string CheckedId(string id) => shape.IdHeader is not null && id.Contains('.', StringComparison.Ordinal)
        ? throw new StepAuthenticationException($"The id that is signed (the idempotency key) holds a dot; \"{shape.IdHeader}\" must not.")
        : id;
}
