using System.Buffers;

namespace HttpRequestSteps;

/// <summary>Characters being rendered, in pooled memory with a ceiling.</summary>
internal sealed class TextBuffer
{
    [ThreadStatic]
    private static TextBuffer? t_spare;

    private const int KeptLength = 32 * 1024;

    private char[] _chars = ArrayPool<char>.Shared.Rent(512);
    private TextLimit _limit;

    // How much of it an earlier text has written: cleared when it is given back.
    private int _dirty;

    private TextBuffer()
    {
        Plain = new PlainSlot(this);
    }

    /// <summary>The slot that writes here as it is.</summary>
    public PlainSlot Plain { get; }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    public static TextBuffer Rent(TextLimit limit)
    {
        var buffer = t_spare ?? new TextBuffer();
        t_spare = null;
        buffer._limit = limit;
        buffer.Length = 0;
        return buffer;
    }

    /// <summary>A buffer that its owner keeps for many texts.</summary>
    public static TextBuffer Own() => new();

    /// <summary>Begins another text in it; what was there is overwritten, or cleared with <see cref="Clear"/>, and large memory given back.</summary>
    public void Restart(TextLimit limit)
    {
        _limit = limit;
        if (_chars.Length > KeptLength)
        {
            ArrayPool<char>.Shared.Return(_chars, clearArray: true);
            _chars = ArrayPool<char>.Shared.Rent(512);
        }
        else
        {
            _dirty = Math.Max(_dirty, Length);
        }

        Length = 0;
    }

    /// <summary>Ends the texts of its owner: nothing of them is left in it.</summary>
    public void Clear()
    {
        Restart(0);
        Array.Clear(_chars, 0, Math.Min(_dirty, _chars.Length));
        _dirty = 0;
    }

    public void Return()
    {
        if (_chars.Length <= KeptLength)
        {
            Array.Clear(_chars, 0, Length);
            t_spare = this;
            return;
        }

        ArrayPool<char>.Shared.Return(_chars, clearArray: true);
    }

    public void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    /// <summary>Room for so many characters at the end, to be counted by <see cref="Advance"/>.</summary>
    public Span<char> Room(int count) => Reserve(count)[..count];

    public void Advance(int count) => Length += count;

    public void Append(char c)
    {
        Reserve(1)[0] = c;
        Length++;
    }

    public override string ToString() => new(Span);

    private Span<char> Reserve(int count)
    {
        if (Length + (long)count > _limit.Length)
        {
            throw _limit.Exceeded();
        }

        if (Length + count > _chars.Length)
        {
            Grow(count);
        }

        return _chars.AsSpan(Length);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(Length + count, _chars.Length * 2));
        Span.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_chars, clearArray: true);
        _chars = larger;
    }
}
