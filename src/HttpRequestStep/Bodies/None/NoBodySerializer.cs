namespace HttpRequestSteps;

internal sealed class NoBodySerializer : BodySerializer<NoBody>
{
    protected override ValueTask<RenderedBody?> RenderAsync(NoBody body, RenderContext context, CancellationToken cancellationToken) => new((RenderedBody?)null);
}
