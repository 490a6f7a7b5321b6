using System.Buffers.Binary;
using System.Text;

namespace HttpRequestSteps.Sync;

/// <summary>Bytes that grow, used again and again.</summary>
internal sealed class RowBuffer(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>What was written, to be changed in place.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Byte(byte value)
    {
        Room(1)[0] = value;
        Length++;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        Length += value.Length;
    }

    public void Number(ulong value)
    {
        var room = Room(10);
        var count = 0;
        while (value >= 0x80)
        {
            room[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[count++] = (byte)value;
        Length += count;
    }

    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);
        Length += 8;
    }

    public void Hash(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(Room(16), value);
        Length += 16;
    }

    /// <summary>Bytes with their count before them.</summary>
    public void Block(ReadOnlySpan<byte> value)
    {
        Number((ulong)value.Length);
        Bytes(value);
    }

    /// <summary>Text as UTF-8 with its count before it. Half of a surrogate pair keeps its value in three bytes, so that no two texts are the same.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        var room = Room((text.Length * 3) + 5);
        if (text.Length < 0x80 / 3)
        {
            // The count takes one byte.
            var written = RowText.Write(text, room[1..]);
            room[0] = (byte)written;
            Length += written + 1;
            return;
        }

        Number((ulong)RowText.Count(text));
        Length += RowText.Write(text, Room(text.Length * 3));
    }
}

/// <summary>Reads what a <see cref="RowBuffer"/> has written.</summary>
internal ref struct RowBufferReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }

            if (shift > 63)
            {
                throw new CorruptStateException("A number of the sync's state is too long.");
            }
        }
    }

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public UInt128 Hash() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public ReadOnlySpan<byte> Block() => Take(checked((int)Number()));

    public string Text() => RowText.Read(Block());

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw new CorruptStateException("A record of the sync's state ends too early.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

/// <summary>Text as bytes and back without loss: UTF-8, and lone surrogates as the three bytes they would be.</summary>
internal static class RowText
{
    public static int Count(ReadOnlySpan<char> text) => IsPlain(text) ? Encoding.UTF8.GetByteCount(text) : Loose(text, default);

    public static int Write(ReadOnlySpan<char> text, Span<byte> destination) => IsPlain(text) ? Encoding.UTF8.GetBytes(text, destination) : Loose(text, destination);

    /// <summary>Whether no half of a surrogate pair is in it: 0xED is followed by 0xA0 or more only where one was written.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        var surrogate = bytes.IndexOf((byte)0xED);
        return surrogate < 0 || !HasSurrogate(bytes[surrogate..]);
    }

    public static string Read(ReadOnlySpan<byte> bytes)
    {
        if (IsUtf8(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (bytes is [0xED, >= 0xA0, _, ..])
            {
                text.Append((char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F)));
                bytes = bytes[3..];
            }
            else
            {
                _ = Rune.DecodeFromUtf8(bytes, out var rune, out var count);
                text.Append(rune.ToString());
                bytes = bytes[count..];
            }
        }

        return text.ToString();
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyInRange('\uD800', '\uDFFF') || Utf8Text.HalfAt(text) < 0;

    private static bool HasSurrogate(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i + 1 < bytes.Length; i++)
        {
            if (bytes[i] == 0xED && bytes[i + 1] >= 0xA0)
            {
                return true;
            }
        }

        return false;
    }

    private static int Loose(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var written = 0;
        Span<byte> one = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            int count;
            if (Rune.DecodeFromUtf16(text, out var rune, out var taken) == System.Buffers.OperationStatus.Done)
            {
                count = rune.EncodeToUtf8(one);
            }
            else
            {
                (one[0], one[1], one[2]) = ((byte)(0xE0 | (text[0] >> 12)), (byte)(0x80 | ((text[0] >> 6) & 0x3F)), (byte)(0x80 | (text[0] & 0x3F)));
                (count, taken) = (3, 1);
            }

            if (!destination.IsEmpty)
            {
                one[..count].CopyTo(destination[written..]);
            }

            written += count;
            text = text[taken..];
        }

        return written;
    }
}
