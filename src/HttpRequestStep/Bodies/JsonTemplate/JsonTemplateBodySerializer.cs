namespace HttpRequestSteps;

internal sealed class JsonTemplateBodySerializer : BodySerializer<JsonTemplateBody>, ITakesBodyFields
{
    // Only what is rendered shows whether it is an object.
    public string? RefusesFields(StepBody body, CompiledTexts texts) => null;

    protected override void Validate(JsonTemplateBody body, DefinitionContext context) =>
        TemplateBody.Validate(body.Template, FormatOf(body), context);

    protected override ValueTask<RenderedBody?> RenderAsync(JsonTemplateBody body, RenderContext context, CancellationToken cancellationToken) =>
        new(JsonFields.MergeInto(TemplateBody.Render(body.Template, FormatOf(body), context), context));

    private static JsonTemplateFormat FormatOf(JsonTemplateBody body) =>
        body.Escape == JsonEscaping.Json ? JsonTemplateFormat.Escaping : JsonTemplateFormat.Plain;
}
