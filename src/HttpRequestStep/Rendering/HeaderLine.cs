namespace HttpRequestSteps;

/// <summary>One header line of a plan.</summary>
internal abstract class HeaderLine(string name)
{
    public string Name => name;

    /// <summary>Whether its value is a credential by its definition.</summary>
    public virtual bool IsSecret => false;

    /// <summary>The value to send, or null to leave the line out.</summary>
    public abstract string? Render(RenderContext context, RenderedBody? body);

    /// <summary>The same on every request.</summary>
    public sealed class Constant(string name, string value) : HeaderLine(name)
    {
        public override string Render(RenderContext context, RenderedBody? body) => value;
    }

    /// <summary>A text of the definition.</summary>
    public sealed class Templated(string name, CompiledText text) : HeaderLine(name)
    {
        public override bool IsSecret => text.IsSecret || text.Secrets.Count > 0;

        public override string Render(RenderContext context, RenderedBody? body) => HeaderRules.Checked(Name, context.Render(text), text.Path);
    }

    /// <summary>The idempotency key of the request.</summary>
    public sealed class Key() : HeaderLine(HeaderRules.IdempotencyKey)
    {
        public override string? Render(RenderContext context, RenderedBody? body) => context.Scope.IdempotencyKey;
    }

    /// <summary>What the body says of itself.</summary>
    public sealed class ContentType() : HeaderLine("Content-Type")
    {
        public override string? Render(RenderContext context, RenderedBody? body) =>
            body?.ContentType is { } contentType ? HeaderRules.Checked(Name, contentType, "$.body.contentType") : null;
    }

    /// <summary>How the body is compressed.</summary>
    public sealed class ContentEncoding(string coding) : HeaderLine("Content-Encoding")
    {
        public override string? Render(RenderContext context, RenderedBody? body) => body is null ? null : coding;
    }
}
