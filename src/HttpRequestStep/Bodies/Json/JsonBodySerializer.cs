namespace HttpRequestSteps;

internal sealed class JsonBodySerializer : BodySerializer<JsonBody>, ITakesBodyFields
{
    private const string ContentType = "application/json";

    public string? RefusesFields(StepBody body, CompiledTexts texts) => texts.TryFind(((JsonBody)body).Value) is { MayBeObject: false }
        ? "A json body takes further fields only when its value is an object."
        : null;

    protected override ValueTask<RenderedBody?> RenderAsync(JsonBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var rendered = new PooledBody(context.MaxRequestSize) { ContentType = ContentType };
        try
        {
            Write(context.Compiled(body.Value), rendered, context.Scope);
            return new(JsonFields.MergeInto(rendered, context));
        }
        catch
        {
            rendered.Dispose();
            throw;
        }
    }

    private static void Write(CompiledTree tree, PooledBody rendered, TemplateScope scope)
    {
        var writer = JsonWriters.Rent(rendered);
        tree.Write(writer, scope);
        writer.Flush();
        JsonWriters.Return(writer);
    }
}
