using System.Globalization;

namespace HttpRequestSteps;

/// <summary>Reads a decoded body as long as it is not too many times larger than what was sent for it. A little may be all zeros: nothing is judged before the first megabyte.</summary>
internal sealed class RatioLimitedStream(Stream decoded, PacedStream sent, int maxRatio) : ReadOnlyStream
{
    private const long Unjudged = 1_000_000;

    private long _count;

    public override int Read(Span<byte> buffer) => Judge(decoded.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Judge(await decoded.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        decoded.Dispose();
        base.Dispose(disposing);
    }

    private int Judge(int read)
    {
        _count += read;
        return _count <= Unjudged || (double)_count / sent.Count <= maxRatio
            ? read
            : throw new StepFailureException(FailureKind.TooLarge, DeliveryCertainty.Answered, string.Create(
                CultureInfo.InvariantCulture,
                $"The body of the answer decodes to {Math.Ceiling((double)_count / sent.Count)} times what was sent ({_count} bytes from {sent.Count}); at most {maxRatio} times is the host's limit MaxDecodingRatio."));
    }
}
