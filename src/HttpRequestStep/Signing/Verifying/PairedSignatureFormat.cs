namespace HttpRequestSteps;

/// <summary>Pairs of names and values: <c>t=1,v1=a,v1=b</c>.</summary>
internal sealed class PairedSignatureFormat : SignatureFormat
{
    private readonly string? _timestampName;
    private readonly string _signatureName;

    private PairedSignatureFormat(HmacShape shape, string? timestampName, string signatureName)
        : base(shape.SignatureLength, shape.Encoding)
    {
        _timestampName = timestampName;
        _signatureName = signatureName;
    }

    public override bool HasTimestamp => _timestampName is not null;

    /// <summary>Makes it if the format is one of pairs.</summary>
    public static PairedSignatureFormat? TryCreate(CompiledText format, HmacShape shape)
    {
        string? timestampName = null;
        string? signatureName = null;
        var nodes = format.Nodes;
        if (nodes.Length is not (2 or 4))
        {
            return null;
        }

        for (var i = 0; i < nodes.Length; i += 2)
        {
            if (nodes[i] is not LiteralNode literal || Name(literal.Text, isFirst: i == 0) is not { } name || nodes[i + 1] is not PathNode path)
            {
                return null;
            }

            if (path.Is(HmacNames.Signature))
            {
                signatureName = name;
            }
            else
            {
                timestampName = name;
            }
        }

        return signatureName is null || signatureName == timestampName ? null : new PairedSignatureFormat(shape, timestampName, signatureName);
    }

    protected override bool TryRead(string header, List<SignatureCandidate> candidates)
    {
        foreach (var set in header.Replace(", ", ",", StringComparison.Ordinal).Split(' '))
        {
            if (!TryReadSet(set, candidates))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadSet(string set, List<SignatureCandidate> candidates)
    {
        string? timestamp = null;
        var signatures = new List<string>();
        foreach (var pair in set.Split(','))
        {
            var mark = pair.IndexOf('=', StringComparison.Ordinal);
            if (mark < 1)
            {
                return false;
            }

            var (name, value) = (pair[..mark], pair[(mark + 1)..]);
            if (name == _timestampName)
            {
                if (timestamp is not null || SignatureAge.Parse(value) is null)
                {
                    return false;
                }

                timestamp = value;
            }
            else if (name == _signatureName && IsSignature(value))
            {
                signatures.Add(value);
            }
        }

        candidates.AddRange(signatures.Select(signature => new SignatureCandidate(timestamp, signature)));
        return timestamp is not null || _timestampName is null;
    }

    private static string? Name(string literal, bool isFirst)
    {
        var text = isFirst ? literal : literal.StartsWith(',') ? literal[1..].TrimStart(' ') : string.Empty;
        return text.EndsWith('=') && HeaderRules.IsToken(text[..^1]) ? text[..^1] : null;
    }
}
