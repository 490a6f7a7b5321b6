namespace HttpRequestSteps;

internal sealed class FormDataBodySerializer(IFileStore files, TimeProvider time) : BodySerializer<FormDataBody>, ITakesBodyFields
{
    public string? RefusesFields(StepBody body, CompiledTexts texts) => null;

    protected override void Validate(FormDataBody body, DefinitionContext context)
    {
        if (body.Fields.Count == 0)
        {
            context.Report("fields", "A form needs at least one field.");
        }
    }

    protected override async ValueTask<RenderedBody?> RenderAsync(FormDataBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var multipart = new MultipartBody(context.Input.Delivery?.Seed ?? Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
        foreach (var field in body.Fields)
        {
            var name = context.Render(field.Name);
            if (context.BodyFields.Replaces(name))
            {
                continue;
            }

            var contentType = field.ContentType is null ? null : HeaderRules.Checked("Content-Type", context.Render(field.ContentType), "the part's contentType");
            switch (field)
            {
                case FormDataText text:
                    multipart.AddText(name, context.Render(text.Value), contentType);
                    break;
                case FormDataFile part:
                    var file = await FileSource.FindAsync(context.Compiled(part.File), context.Scope, files, cancellationToken).ConfigureAwait(false);
                    multipart.AddFile(name, file, part.FileName is null ? file.Name : context.Render(part.FileName), contentType ?? MediaTypes.OfFile(file));
                    break;
            }
        }

        foreach (var (name, value) in context.BodyFields.All)
        {
            multipart.AddText(name, value, contentType: null);
        }

        return multipart.Close();
    }
}
