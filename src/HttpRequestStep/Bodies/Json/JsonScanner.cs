using System.Buffers;

namespace HttpRequestSteps;

/// <summary>Holds JSON against RFC 8259 while it is written, a piece at a time, and strips trailing commas. What it does not take is left to <see cref="JsonCheck"/>, which also says why.</summary>
internal struct JsonScanner
{
    // A bit for each container.
    private const int MostDepth = 64;

    // What is written after a comma is moved when that is stripped: not if it is very much.
    private const int MostMoved = 4096;

    private static readonly SearchValues<byte> StringStops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>Where it stands.</summary>
    public JsonState State;

    /// <summary>The place of the last comma; it is stripped if its container ends before anything else comes.</summary>
    public int Comma;

    /// <summary>Whether the last piece has ended a container after a comma that stood before it.</summary>
    public bool HasStrippedEarlier;

    /// <summary>Whether the text is one whole value.</summary>
    public readonly bool IsComplete => State is { Place: JsonPlace.AfterValue or JsonPlace.AfterScalar, Depth: 0 };

    /// <summary>Goes on to the end of what is written; false when it cannot.</summary>
    /// <param name="text">All that is written.</param>
    /// <param name="from">Where the new piece begins.</param>
    /// <param name="length">How much is written; less when a comma was stripped.</param>
    public bool TryScan(Span<byte> text, int from, ref int length)
    {
        HasStrippedEarlier = false;
        var at = from;
        while (at < length)
        {
            var rest = text[at..length];
            var taken = State.Place >= JsonPlace.String ? InString(rest) : rest[0] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' ? Blank() : Token(rest, at);
            if (taken == 0 || (taken < 0 && length - Comma > MostMoved))
            {
                return false;
            }

            if (taken < 0)
            {
                // The container ends after a comma.
                text[(Comma + 1)..length].CopyTo(text[Comma..]);
                length--;
                HasStrippedEarlier |= Comma < from;
            }
            else
            {
                at += taken;
            }
        }

        return true;
    }

    private int Blank()
    {
        State.Place = State.Place == JsonPlace.AfterScalar ? JsonPlace.AfterValue : State.Place;
        return 1;
    }

    private int InString(ReadOnlySpan<byte> rest)
    {
        var stop = rest.IndexOfAny(StringStops);
        if (stop < 0)
        {
            return rest.Length;
        }

        switch (rest[stop])
        {
            case (byte)'"':
                State.Place = State.Place == JsonPlace.Name ? JsonPlace.Colon : JsonPlace.AfterValue;
                return stop + 1;
            case (byte)'\\':
                var escape = EscapeLength(rest[stop..]);
                return escape == 0 ? 0 : stop + escape;
            default:
                return 0;
        }
    }

    private static int EscapeLength(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || !"\"\\/bfnrtu"u8.Contains(rest[1]))
        {
            return 0;
        }

        if (rest[1] != 'u')
        {
            return 2;
        }

        return rest.Length >= 6 && IsHex(rest[2]) && IsHex(rest[3]) && IsHex(rest[4]) && IsHex(rest[5]) ? 6 : 0;
    }

    private static bool IsHex(byte c) => char.IsAsciiHexDigit((char)c);

    private int Token(ReadOnlySpan<byte> rest, int at)
    {
        var first = rest[0];
        switch (State.Place)
        {
            case JsonPlace.AfterValue or JsonPlace.AfterScalar:
                return first == ',' ? Separate(at) : Close(first);
            case JsonPlace.Colon:
                return Go(first == ':', JsonPlace.Value);
            case JsonPlace.FirstName:
                return first == '}' ? Close(first) : Go(first == '"', JsonPlace.Name);
            case JsonPlace.NextName:
                return first == '}' ? -Close(first) : Go(first == '"', JsonPlace.Name);
            case JsonPlace.FirstItem:
                return first == ']' ? Close(first) : Value(rest);
            case JsonPlace.NextItem:
                return first == ']' ? -Close(first) : Value(rest);
            default:
                return Value(rest);
        }
    }

    private int Go(bool isRight, JsonPlace next)
    {
        State.Place = next;
        return isRight ? 1 : 0;
    }

    private int Separate(int at)
    {
        Comma = at;
        return Go(State.Depth > 0, State.IsInArray ? JsonPlace.NextItem : JsonPlace.NextName);
    }

    private int Close(byte first)
    {
        if (State.Depth == 0 || first != (State.IsInArray ? ']' : '}'))
        {
            return 0;
        }

        State.Depth--;
        State.Arrays >>= 1;
        return Go(true, JsonPlace.AfterValue);
    }

    private int Open(bool isArray)
    {
        if (State.Depth == MostDepth)
        {
            return 0;
        }

        State.Depth++;
        State.Arrays = (State.Arrays << 1) | (isArray ? 1UL : 0);
        return Go(true, isArray ? JsonPlace.FirstItem : JsonPlace.FirstName);
    }

    private int Value(ReadOnlySpan<byte> rest)
    {
        switch (rest[0])
        {
            case (byte)'"':
                return Go(true, JsonPlace.String);
            case (byte)'{':
                return Open(isArray: false);
            case (byte)'[':
                return Open(isArray: true);
        }

        // A scalar that goes on in the next piece is none that ends with this one: what follows it must be a delimiter.
        State.Place = JsonPlace.AfterScalar;
        return rest[0] switch
        {
            (byte)'t' => rest.StartsWith("true"u8) ? 4 : 0,
            (byte)'f' => rest.StartsWith("false"u8) ? 5 : 0,
            (byte)'n' => rest.StartsWith("null"u8) ? 4 : 0,
            _ => NumberLength(rest),
        };
    }

    /// <summary>The length of a number that is complete, or 0.</summary>
    private static int NumberLength(ReadOnlySpan<byte> rest)
    {
        var at = rest[0] == '-' ? 1 : 0;
        var digits = at < rest.Length && rest[at] == '0' ? 1 : Digits(rest[at..]);
        at += digits;
        if (digits == 0)
        {
            return 0;
        }

        if (at < rest.Length && rest[at] == '.')
        {
            digits = Digits(rest[(at + 1)..]);
            at += digits + 1;
        }

        if (digits > 0 && at < rest.Length && rest[at] is (byte)'e' or (byte)'E')
        {
            at += at + 1 < rest.Length && rest[at + 1] is (byte)'+' or (byte)'-' ? 2 : 1;
            digits = Digits(rest[at..]);
            at += digits;
        }

        return digits == 0 ? 0 : at;
    }

    private static int Digits(ReadOnlySpan<byte> rest)
    {
        var other = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return other < 0 ? rest.Length : other;
    }
}

/// <summary>Where JSON that is being written stands: what may come next, and in which containers.</summary>
internal struct JsonState
{
    public JsonPlace Place;
    public int Depth;

    // A bit for each container, the innermost last: whether it is an array.
    public ulong Arrays;

    public readonly bool IsInArray => (Arrays & 1) != 0;

    public readonly bool Is(in JsonState other) => Place == other.Place && Depth == other.Depth && Arrays == other.Arrays;
}

/// <summary>What may come next.</summary>
internal enum JsonPlace : byte
{
    Value,
    FirstItem,
    NextItem,
    FirstName,
    NextName,
    Colon,
    AfterValue,

    /// <summary>After a number or a word, which only a delimiter ends.</summary>
    AfterScalar,

    /// <summary>Inside a string that is a value.</summary>
    String,

    /// <summary>Inside the name of a member.</summary>
    Name,
}
