namespace HttpRequestSteps;

/// <summary>A file, opened again for every attempt.</summary>
internal sealed class StreamedBody(StepFile file) : RenderedBody
{
    private const int BufferSize = 64 * 1024;

    public override long? Length => file.Length;

    public override async Task WriteToAsync(Stream destination, CancellationToken cancellationToken)
    {
        var source = await FileSource.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(destination, BufferSize, cancellationToken).ConfigureAwait(false);
        }
    }
}
