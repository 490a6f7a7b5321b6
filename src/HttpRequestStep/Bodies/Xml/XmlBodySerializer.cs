namespace HttpRequestSteps;

internal sealed class XmlBodySerializer : BodySerializer<XmlBody>
{
    protected override void Validate(XmlBody body, DefinitionContext context) =>
        TemplateBody.Validate(body.Template, FormatOf(body), context);

    protected override ValueTask<RenderedBody?> RenderAsync(XmlBody body, RenderContext context, CancellationToken cancellationToken) =>
        new(TemplateBody.Render(body.Template, FormatOf(body), context));

    private static XmlFormat FormatOf(XmlBody body) => body.Escape == XmlEscaping.Xml ? XmlFormat.Escaping : XmlFormat.Plain;
}
