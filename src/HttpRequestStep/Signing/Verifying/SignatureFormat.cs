using System.Buffers;

namespace HttpRequestSteps;

/// <summary>Reads back what the <c>format</c> of an HMAC writes.</summary>
/// <remarks>
/// A format of pairs such as <c>t={{ timestamp }},v1={{ signature }}</c> is read as pairs: other names are ignored, a signature may be there several times.
/// Any other format is matched part by part. Several of either may stand side by side with a blank between them, as senders write them while a secret is replaced.
/// </remarks>
internal abstract class SignatureFormat(int signatureLength, SignatureEncoding encoding)
{
    private const int MaxLength = 8192;
    private const int MaxCandidates = 32;

    private static readonly SearchValues<char> HexCharacters = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>Whether the header carries the time.</summary>
    public abstract bool HasTimestamp { get; }

    /// <summary>Makes what reads a format, or says why it cannot be read back.</summary>
    public static SignatureFormat? Create(CompiledText format, HmacShape shape, out string reason)
    {
        reason = Refuses(format) ?? string.Empty;
        return reason.Length > 0
            ? null
            : PairedSignatureFormat.TryCreate(format, shape) ?? (SignatureFormat)new LiteralSignatureFormat(format, shape);
    }

    /// <summary>The signatures of a header; none when it is malformed.</summary>
    public IReadOnlyList<SignatureCandidate> Read(string header)
    {
        var candidates = new List<SignatureCandidate>();
        return header.Length <= MaxLength && TryRead(header, candidates) && candidates.Count <= MaxCandidates ? candidates : [];
    }

    protected int SignatureLength => signatureLength;

    /// <summary>Adds what the header holds; false when it is malformed.</summary>
    protected abstract bool TryRead(string header, List<SignatureCandidate> candidates);

    /// <summary>Whether a text has the length and the letters of a whole signature.</summary>
    protected bool IsSignature(ReadOnlySpan<char> text) =>
        text.Length == signatureLength && !text.ContainsAnyExcept(encoding == SignatureEncoding.Hex ? HexCharacters : Base64Characters);

    private static string? Refuses(CompiledText format)
    {
        var signatures = 0;
        var timestamps = 0;
        for (var i = 0; i < format.Nodes.Length; i++)
        {
            switch (format.Nodes[i])
            {
                case LiteralNode:
                    break;
                case PathNode path when path.Is(HmacNames.Signature):
                    signatures++;
                    break;
                case PathNode path when path.Is(HmacNames.Timestamp):
                    timestamps++;
                    if (i + 1 < format.Nodes.Length && format.Nodes[i + 1] is not LiteralNode { Text: [< '0' or > '9', ..] })
                    {
                        return "What stands after {{ timestamp }} must not begin with a digit, or its end could not be told.";
                    }

                    break;
                default:
                    return "Only {{ timestamp }} and {{ signature }} can be read back from a header, without filters and tags.";
            }
        }

        return signatures != 1 || timestamps > 1 ? "The format must print {{ signature }} once, and {{ timestamp }} at most once." : null;
    }
}
