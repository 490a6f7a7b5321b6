using System.Text;

namespace HttpRequestSteps;

internal sealed class RawBodySerializer : BodySerializer<RawBody>
{
    private const string DefaultContentType = "text/plain; charset=utf-8";

    protected override ValueTask<RenderedBody?> RenderAsync(RawBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var contentType = body.ContentType is null ? DefaultContentType : context.Render(body.ContentType);
        var rendered = new PooledBody(context.MaxRequestSize) { ContentType = contentType };
        var buffer = TextBuffer.Rent(context.Scope.Frame.MaxRenderedSize);
        try
        {
            var content = context.Compiled(body.Content);
            content.Render(context.Scope, buffer.Plain);
            if (content.IsSecret)
            {
                context.Redactor.Add(buffer.ToString());
            }

            Encoding.UTF8.GetBytes(buffer.Span, rendered);
            return new(rendered);
        }
        catch
        {
            rendered.Dispose();
            throw;
        }
        finally
        {
            buffer.Return();
        }
    }
}
