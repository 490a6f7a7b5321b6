using System.Net;
using System.Text;

namespace HttpRequestSteps;

internal sealed class UrlEncodedBodySerializer : BodySerializer<UrlEncodedBody>, ITakesBodyFields
{
    private const string ContentType = "application/x-www-form-urlencoded";

    public string? RefusesFields(StepBody body, CompiledTexts texts) => null;

    protected override ValueTask<RenderedBody?> RenderAsync(UrlEncodedBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var form = new StringBuilder();
        foreach (var (name, texts) in body.Fields.Where(field => !context.BodyFields.Replaces(field.Key)))
        {
            foreach (var text in texts)
            {
                Append(form, name, context.Render(text));
            }
        }

        foreach (var (name, value) in context.BodyFields.All)
        {
            Append(form, name, value);
        }

        return new(RenderedBody.FromText(form.ToString(), ContentType));
    }

    private static void Append(StringBuilder form, string name, string value)
    {
        Utf8Text.RefuseHalves(value, $"of the form field \"{name}\"");
        form.Append(form.Length > 0 ? "&" : string.Empty).Append(WebUtility.UrlEncode(name)).Append('=').Append(WebUtility.UrlEncode(value));
    }
}
