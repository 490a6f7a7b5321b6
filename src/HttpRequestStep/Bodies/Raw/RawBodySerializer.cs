using System.Text;

namespace HttpRequestSteps;

internal sealed class RawBodySerializer : BodySerializer<RawBody>
{
    private const string DefaultContentType = "text/plain; charset=utf-8";

    protected override ValueTask<RenderedBody?> RenderAsync(RawBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var contentType = body.ContentType is null ? DefaultContentType : context.Render(body.ContentType);
        var rendered = new PooledBody(context.MaxRequestSize) { ContentType = contentType };
        try
        {
            var content = context.Compiled(body.Content);
            if (!new Utf8Slot().TryRender(content, context.Scope, rendered))
            {
                throw TemplateFailures.At(content.Path, Utf8Text.HalfSurrogate(), context.Scope);
            }

            if (content.IsSecret)
            {
                context.Redactor.Add(Encoding.UTF8.GetString(rendered.Written));
            }

            return new(rendered);
        }
        catch
        {
            rendered.Dispose();
            throw;
        }
    }
}
