using System.Net;
using System.Text;

namespace HttpRequestSteps;

internal sealed class UrlEncodedBodySerializer : BodySerializer<UrlEncodedBody>
{
    private const string ContentType = "application/x-www-form-urlencoded";

    protected override ValueTask<RenderedBody?> RenderAsync(UrlEncodedBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var form = new StringBuilder();
        foreach (var (name, texts) in body.Fields)
        {
            foreach (var text in texts)
            {
                form.Append(form.Length > 0 ? "&" : string.Empty)
                    .Append(WebUtility.UrlEncode(name)).Append('=').Append(WebUtility.UrlEncode(context.Render(text)));
            }
        }

        return new(RenderedBody.FromText(form.ToString(), ContentType));
    }
}
