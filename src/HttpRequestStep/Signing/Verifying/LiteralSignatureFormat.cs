namespace HttpRequestSteps;

/// <summary>Any other format: what is literal in it must be there, letter by letter.</summary>
internal sealed class LiteralSignatureFormat : SignatureFormat
{
    private readonly TextNode[] _nodes;
    private readonly bool _isOne;

    public LiteralSignatureFormat(CompiledText format, HmacShape shape)
        : base(shape.SignatureLength, shape.Encoding)
    {
        _nodes = format.Nodes.ToArray();
        _isOne = Array.Exists(_nodes, static node => node is LiteralNode literal && literal.Text.Contains(' ', StringComparison.Ordinal));
    }

    public override bool HasTimestamp => Array.Exists(_nodes, static node => node is PathNode path && path.Is(HmacNames.Timestamp));

    protected override bool TryRead(string header, List<SignatureCandidate> candidates)
    {
        // What is of another form is a signature of another version, and somebody else's.
        foreach (var text in _isOne ? [header] : header.Split(' '))
        {
            if (TryMatch(text) is { } candidate)
            {
                candidates.Add(candidate);
            }
        }

        return true;
    }

    private SignatureCandidate? TryMatch(ReadOnlySpan<char> text)
    {
        string? timestamp = null;
        var signature = string.Empty;
        foreach (var node in _nodes)
        {
            var taken = node switch
            {
                LiteralNode literal => text.StartsWith(literal.Text) ? literal.Text.Length : -1,
                PathNode path when path.Is(HmacNames.Timestamp) => TakeTimestamp(text, out timestamp),
                _ => TakeSignature(text, out signature),
            };
            if (taken < 0)
            {
                return null;
            }

            text = text[taken..];
        }

        return text.IsEmpty ? new SignatureCandidate(timestamp, signature) : null;
    }

    private static int TakeTimestamp(ReadOnlySpan<char> text, out string timestamp)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        timestamp = (end < 0 ? text : text[..end]).ToString();
        return SignatureAge.Parse(timestamp) is null ? -1 : timestamp.Length;
    }

    private int TakeSignature(ReadOnlySpan<char> text, out string signature)
    {
        var isSignature = text.Length >= SignatureLength && IsSignature(text[..SignatureLength]);
        signature = isSignature ? text[..SignatureLength].ToString() : string.Empty;
        return isSignature ? SignatureLength : -1;
    }
}
