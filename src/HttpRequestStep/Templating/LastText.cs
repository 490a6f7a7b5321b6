namespace HttpRequestSteps;

/// <summary>What the last <c>ifchanged</c> of a render was, whichever it was.</summary>
internal sealed class LastText
{
    private readonly TextBuffer _text = TextBuffer.Own();
    private bool _isKnown;

    /// <summary>Whether the text differs from the last one, which it then is.</summary>
    public bool IsChanged(ReadOnlySpan<char> text, TextLimit limit)
    {
        if (_isKnown && text.SequenceEqual(_text.Span))
        {
            return false;
        }

        _isKnown = true;
        _text.Restart(limit);
        _text.Append(text);
        return true;
    }

    public void Clear()
    {
        _isKnown = false;
        _text.Clear();
    }
}
