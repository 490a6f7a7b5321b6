namespace HttpRequestSteps;

internal sealed class JsonTemplateBodySerializer : BodySerializer<JsonTemplateBody>
{
    protected override void Validate(JsonTemplateBody body, DefinitionContext context) =>
        TemplateBody.Validate(body.Template, FormatOf(body), body.Escape == JsonEscaping.Json, context);

    protected override ValueTask<RenderedBody?> RenderAsync(JsonTemplateBody body, RenderContext context, CancellationToken cancellationToken) =>
        new(TemplateBody.Render(body.Template, FormatOf(body), context));

    private static JsonTemplateFormat FormatOf(JsonTemplateBody body) =>
        body.Escape == JsonEscaping.Json ? JsonTemplateFormat.Escaping : JsonTemplateFormat.Plain;
}
