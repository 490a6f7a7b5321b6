namespace HttpRequestSteps;

internal sealed class JsonBodySerializer : BodySerializer<JsonBody>
{
    private const string ContentType = "application/json";

    protected override ValueTask<RenderedBody?> RenderAsync(JsonBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var rendered = new PooledBody(context.MaxRequestSize) { ContentType = ContentType };
        try
        {
            Write(context.Compiled(body.Value), rendered, context.Scope);
            return new(rendered);
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
