using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HttpRequestSteps;

/// <summary>UTF-8 being rendered straight into a body. The thread keeps it for the next render.</summary>
internal sealed class Utf8Slot : TextSlot
{
    [ThreadStatic]
    private static Utf8Slot? t_spare;

    private PooledBody _body = null!;
    private long _limit;
    private bool _escapesJson;
    private bool _hasHalf;

    private Utf8Slot()
    {
    }

    /// <summary>Renders a text; false when it holds half of a surrogate pair, which cannot be sent.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">Its variables.</param>
    /// <param name="body">Takes the bytes.</param>
    /// <param name="escapesJson">Whether every value stands inside a JSON string.</param>
    public static bool TryRender(CompiledText text, TemplateScope scope, PooledBody body, bool escapesJson = false)
    {
        var slot = t_spare ?? new Utf8Slot();
        t_spare = null;
        (slot._body, slot._limit, slot._escapesJson, slot._hasHalf) = (body, scope.Frame.MaxRenderedSize, escapesJson, false);
        text.Render(scope, slot);
        slot._body = null!;
        t_spare = slot;
        return !slot._hasHalf;
    }

    public override void Literal(Literal literal)
    {
        if (literal.Utf8 is { } utf8)
        {
            Append(utf8);
        }
        else
        {
            _hasHalf = true;
        }
    }

    public override void Literal(ReadOnlySpan<char> text) => Append(text);

    public override void Value(ReadOnlySpan<char> text)
    {
        if (_escapesJson && JsonEscape.IsNeeded(text))
        {
            AppendEscaped(text);
        }
        else
        {
            Append(text);
        }
    }

    public override void Utf8Value(ReadOnlySpan<byte> utf8)
    {
        if (_escapesJson)
        {
            base.Utf8Value(utf8);
        }
        else
        {
            Append(utf8);
        }
    }

    private void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _body.Advance(utf8.Length);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (Ascii.FromUtf16(text, Room(text.Length), out var written) == OperationStatus.Done)
        {
            _body.Advance(written);
        }
        else
        {
            AppendWide(text);
        }
    }

    private void AppendWide(ReadOnlySpan<char> text)
    {
        // Room for the worst case is taken only where the text could need it.
        var needed = text.Length > 1024 ? Encoding.UTF8.GetByteCount(text) : text.Length * 3;
        var status = Utf8.FromUtf16(text, _body.Room(needed), out _, out var written, replaceInvalidSequences: false);
        _hasHalf |= status != OperationStatus.Done;
        _body.Advance(written);
        _ = Room(0);
    }

    private void AppendEscaped(ReadOnlySpan<char> text)
    {
        var buffer = TextBuffer.Rent(_limit);
        try
        {
            JsonEscape.Append(buffer, text);
            Append(buffer.Span);
        }
        finally
        {
            buffer.Return();
        }
    }

    private Span<byte> Room(int count)
    {
        if (_body.Count + (long)count > _limit)
        {
            throw TextBuffer.TooLong(_limit);
        }

        return _body.Room(count);
    }
}
