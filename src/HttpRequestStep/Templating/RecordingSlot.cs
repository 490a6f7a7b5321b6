namespace HttpRequestSteps;

/// <summary>Keeps what is written, so that it can be looked at before it is written to its place, or is not.</summary>
internal sealed class RecordingSlot : TextSlot
{
    [ThreadStatic]
    private static RecordingSlot? t_spare;

    private const int KeptPieces = 1024;

    private readonly List<(int End, bool IsValue)> _pieces = [];
    private TextSlot _place = null!;
    private TextBuffer _text = null!;

    private RecordingSlot()
    {
    }

    public ReadOnlySpan<char> Text => _text.Span;

    public override bool TakesStructures => _place.TakesStructures;

    public static RecordingSlot Rent(TextSlot place, TextLimit limit)
    {
        var slot = t_spare ?? new RecordingSlot();
        t_spare = null;
        (slot._place, slot._text) = (place, TextBuffer.Rent(limit));
        return slot;
    }

    public void Return()
    {
        _text.Return();
        _pieces.Clear();
        (_place, _text) = (null!, null!);
        if (_pieces.Capacity <= KeptPieces)
        {
            t_spare = this;
        }
    }

    public override void Literal(ReadOnlySpan<char> text) => Add(text, isValue: false);

    public override void Value(ReadOnlySpan<char> text) => Add(text, isValue: true);

    /// <summary>Writes all of it to its place, each piece as what it is.</summary>
    public void Replay()
    {
        var start = 0;
        foreach (var (end, isValue) in _pieces)
        {
            var text = _text.Span[start..end];
            start = end;
            if (isValue)
            {
                _place.Value(text);
            }
            else
            {
                _place.Literal(text);
            }
        }
    }

    private void Add(ReadOnlySpan<char> text, bool isValue)
    {
        _text.Append(text);
        _pieces.Add((_text.Length, isValue));
    }
}
