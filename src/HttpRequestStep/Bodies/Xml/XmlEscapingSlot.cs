namespace HttpRequestSteps;

/// <summary>XML being rendered, where no value becomes markup.</summary>
internal sealed class XmlEscapingSlot(TextBuffer buffer) : TextSlot
{
    private const string CData = "<![CDATA[";

    // What opens here, and what closes it. Anything else is text or a tag, which take the same escapes.
    private static readonly (string Open, string Close)[] Sections = [("<!--", "-->"), (CData, "]]>"), ("<?", "?>")];

    private int _scanned;
    private (string Open, string Close)? _section;

    public override void Literal(ReadOnlySpan<char> text) => buffer.Append(text);

    public override void Value(ReadOnlySpan<char> text)
    {
        Scan();
        if (_section?.Open == CData)
        {
            XmlEscape.AppendCData(buffer, text);
        }
        else
        {
            XmlEscape.Append(buffer, text);
        }
    }

    /// <summary>Goes on from where it was to the end of what is rendered.</summary>
    private void Scan()
    {
        while (_section is { } section ? Leave(section.Close) : Enter())
        {
        }
    }

    private bool Leave(string close)
    {
        var at = buffer.Span[_scanned..].IndexOf(close);
        if (at < 0)
        {
            // Its beginning may be there already.
            _scanned = Math.Max(_scanned, buffer.Length - close.Length + 1);
            return false;
        }

        _scanned += at + close.Length;
        _section = null;
        return true;
    }

    private bool Enter()
    {
        var at = buffer.Span[_scanned..].IndexOf('<');
        if (at < 0)
        {
            _scanned = buffer.Length;
            return false;
        }

        _scanned += at;
        var rest = buffer.Span[_scanned..];
        foreach (var section in Sections)
        {
            if (rest.StartsWith(section.Open))
            {
                _scanned += section.Open.Length;
                _section = section;
                return true;
            }
        }

        if (rest.Length < CData.Length && CouldOpen(rest))
        {
            return false;
        }

        _scanned++;
        return true;
    }

    private static bool CouldOpen(ReadOnlySpan<char> rest)
    {
        foreach (var section in Sections)
        {
            if (section.Open.AsSpan().StartsWith(rest))
            {
                return true;
            }
        }

        return false;
    }
}
