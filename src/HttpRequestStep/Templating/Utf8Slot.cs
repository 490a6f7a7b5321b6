using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HttpRequestSteps;

/// <summary>UTF-8 being rendered straight into a body.</summary>
internal class Utf8Slot : TextSlot
{
    private TextLimit _limit;
    private bool _hasHalf;

    protected PooledBody Body { get; private set; } = null!;

    /// <summary>Renders a text; false when it holds half of a surrogate pair, which cannot be sent.</summary>
    public bool TryRender(CompiledText text, TemplateScope scope, PooledBody body)
    {
        (Body, _limit, _hasHalf) = (body, scope.Frame.MaxRenderedSize, false);
        text.Render(scope, this);
        Body = null!;
        return !_hasHalf;
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

    public override void Value(ReadOnlySpan<char> text) => Append(text);

    public override void Utf8Value(ReadOnlySpan<byte> utf8) => Append(utf8);

    protected void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        Body.Advance(utf8.Length);
    }

    protected void Append(ReadOnlySpan<char> text)
    {
        if (Ascii.FromUtf16(text, Room(text.Length), out var written) == OperationStatus.Done)
        {
            Body.Advance(written);
        }
        else
        {
            AppendWide(text);
        }
    }

    /// <summary>Writes text for the inside of a JSON string.</summary>
    protected void AppendEscaped(ReadOnlySpan<char> text)
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

    private void AppendWide(ReadOnlySpan<char> text)
    {
        // Room for the worst case is taken only where it is little.
        var needed = text.Length > 256 ? Encoding.UTF8.GetByteCount(text) : text.Length * 3;
        var status = Utf8.FromUtf16(text, Body.Room(needed), out _, out var written, replaceInvalidSequences: false);
        _hasHalf |= status != OperationStatus.Done;
        Body.Advance(written);
        _ = Room(0);
    }

    private Span<byte> Room(int count)
    {
        if (Body.Count + (long)count > _limit.Length)
        {
            throw _limit.Exceeded();
        }

        return Body.Room(count);
    }
}
