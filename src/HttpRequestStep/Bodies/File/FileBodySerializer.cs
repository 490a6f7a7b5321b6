namespace HttpRequestSteps;

internal sealed class FileBodySerializer(IFileStore files) : BodySerializer<FileBody>
{
    protected override async ValueTask<RenderedBody?> RenderAsync(FileBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var file = await FileSource.FindAsync(context.Compiled(body.File), context.Scope, files, cancellationToken).ConfigureAwait(false);
        return RenderedBody.FromFile(file, body.ContentType is null ? null : context.Render(body.ContentType));
    }
}
