using System.Buffers;

namespace HttpRequestSteps;

/// <summary>Holds UTF-8 bytes against RFC 8259 and strips trailing commas from them, in one pass and in place.</summary>
/// <remarks>
/// Written by hand, since a reader of the framework neither strips nor says what an author must know: where a string or an array began, and what was expected.
/// Bytes are moved only after a comma was stripped.
/// </remarks>
internal ref struct JsonCheck
{
    public const int MaxDepth = 256;

    /// <summary>A string this short is looked through byte by byte: a vectorized search would take longer to begin.</summary>
    private const int ShortString = 24;

    private static readonly SearchValues<byte> StringStops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<byte> _left;
    private readonly Span<int> _opened;
    private int _at;
    private int _depth;
    private int _kept;
    private int _unmoved;
    private JsonFault _fault;

    private JsonCheck(ReadOnlySpan<byte> text, Span<byte> left, Span<int> opened)
    {
        _text = text;
        _left = left;
        _opened = opened;
    }

    /// <summary>Checks bytes that stay as they are.</summary>
    public static JsonFault Check(ReadOnlySpan<byte> utf8) => Run(utf8, default, out _);

    /// <summary>Checks bytes without their trailing commas; what is left of them stands at their beginning.</summary>
    public static JsonFault StripAndCheck(Span<byte> utf8, out int length) => Run(utf8, utf8, out length);

    private static JsonFault Run(ReadOnlySpan<byte> utf8, Span<byte> left, out int length)
    {
        // The place of every open bracket; that of an array is complemented.
        Span<int> opened = stackalloc int[MaxDepth];
        var check = new JsonCheck(utf8, left, opened);
        check.Document();
        length = check.Keep(utf8.Length);
        return check._fault;
    }

    private void Document()
    {
        SkipBlanks();
        if (_at == _text.Length)
        {
            Fail(JsonFaultKind.Empty);
            return;
        }

        while (Value() && Next())
        {
        }
    }

    /// <summary>Reads a value: a scalar or an empty container to its end, else down to the first scalar in it.</summary>
    private bool Value()
    {
        while (true)
        {
            SkipBlanks();
            switch (Peek())
            {
                case '"':
                    return String();
                case '{':
                    if (!Open(_at))
                    {
                        return false;
                    }

                    if (Peek() == '}')
                    {
                        return Close();
                    }

                    if (!Name())
                    {
                        return false;
                    }

                    break;
                case '[':
                    if (!Open(~_at))
                    {
                        return false;
                    }

                    if (Peek() == ']')
                    {
                        return Close();
                    }

                    break;
                case '-' or (>= '0' and <= '9'):
                    return Number();
                case 't':
                    return Word("true"u8);
                case 'f':
                    return Word("false"u8);
                case 'n':
                    return Word("null"u8);
                default:
                    return Fail(JsonFaultKind.NoValue);
            }
        }
    }

    /// <summary>Goes on from the end of a value to the beginning of the next; false when there is none.</summary>
    private bool Next()
    {
        while (true)
        {
            SkipBlanks();
            if (_depth == 0)
            {
                return _at < _text.Length && Fail(JsonFaultKind.MoreThanOneValue);
            }

            var isObject = _opened[_depth - 1] >= 0;
            var found = Peek();
            if (found == ',' && !IsTrailing(isObject))
            {
                _at++;
                return !isObject || Name();
            }

            if (Peek() != (isObject ? '}' : ']'))
            {
                return FailInside(isObject);
            }

            Close();
        }
    }

    /// <summary>Whether only blanks stand between the comma here and the end of its container; the comma is stripped then.</summary>
    private bool IsTrailing(bool isObject)
    {
        if (_left.IsEmpty)
        {
            return false;
        }

        var comma = _at++;
        SkipBlanks();
        if (Peek() == (isObject ? '}' : ']'))
        {
            Keep(comma);
            _unmoved = comma + 1;
            return true;
        }

        _at = comma;
        return false;
    }

    private bool FailInside(bool isObject)
    {
        var opened = isObject ? _opened[_depth - 1] : ~_opened[_depth - 1];
        if (_at == _text.Length)
        {
            return Fail(isObject ? JsonFaultKind.UnclosedObject : JsonFaultKind.UnclosedArray, _at, opened);
        }

        return Fail(isObject ? JsonFaultKind.NoSeparatorInObject : JsonFaultKind.NoSeparatorInArray, _at, opened);
    }

    private bool Open(int place)
    {
        if (_depth == MaxDepth)
        {
            return Fail(JsonFaultKind.TooDeep);
        }

        _opened[_depth++] = place;
        _at++;
        SkipBlanks();
        return true;
    }

    private bool Close()
    {
        _depth--;
        _at++;
        return true;
    }

    /// <summary>The name of a member and its colon.</summary>
    private bool Name()
    {
        SkipBlanks();
        if (Peek() != '"')
        {
            return Fail(JsonFaultKind.NoName);
        }

        if (!String())
        {
            return false;
        }

        SkipBlanks();
        if (Peek() != ':')
        {
            return Fail(JsonFaultKind.NoColon);
        }

        _at++;
        return true;
    }

    private bool String()
    {
        var opened = _at++;
        while (true)
        {
            SkipPlain();
            switch (Peek())
            {
                case '"':
                    _at++;
                    return true;
                case '\\':
                    if (!Escape())
                    {
                        return Fail(JsonFaultKind.BadEscape, _at, opened);
                    }

                    break;
                case End:
                    return Fail(JsonFaultKind.UnclosedString, _at, opened);
                default:
                    return Fail(JsonFaultKind.ControlCharacter, _at, opened);
            }
        }
    }

    private void SkipPlain()
    {
        // A local, since the field would be stored for each byte.
        var text = _text;
        var at = _at;
        var shortEnd = Math.Min(at + ShortString, text.Length);
        while (at < shortEnd && !IsStop(text[at]))
        {
            at++;
        }

        if (at == shortEnd && at < text.Length)
        {
            var stop = text[at..].IndexOfAny(StringStops);
            at = stop < 0 ? text.Length : at + stop;
        }

        _at = at;
    }

    private static bool IsStop(byte c) => c is < 0x20 or (byte)'"' or (byte)'\\';

    private bool Escape()
    {
        var rest = _text[(_at + 1)..];
        if (rest.IsEmpty || !"\"\\/bfnrtu"u8.Contains(rest[0]))
        {
            return false;
        }

        if (rest[0] != 'u')
        {
            _at += 2;
            return true;
        }

        if (rest.Length < 5 || !IsHex(rest[1]) || !IsHex(rest[2]) || !IsHex(rest[3]) || !IsHex(rest[4]))
        {
            return false;
        }

        _at += 6;
        return true;
    }

    private static bool IsHex(byte c) => char.IsAsciiHexDigit((char)c);

    private bool Number()
    {
        var start = _at;
        if (Peek() == '-')
        {
            _at++;
        }

        var isNumber = Peek() == '0' ? SkipOne() : SkipDigits();
        if (Peek() == '.')
        {
            _at++;
            isNumber &= SkipDigits();
        }

        if (Peek() is 'e' or 'E')
        {
            _at++;
            if (Peek() is '+' or '-')
            {
                _at++;
            }

            isNumber &= SkipDigits();
        }

        return (isNumber && !IsInWord()) || Fail(JsonFaultKind.BadNumber, start);
    }

    private bool SkipOne()
    {
        _at++;
        return true;
    }

    private bool SkipDigits()
    {
        var start = _at;
        var text = _text;
        var at = start;
        while ((uint)at < (uint)text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        _at = at;
        return _at > start;
    }

    private bool Word(ReadOnlySpan<byte> word)
    {
        var start = _at;
        if (!_text[_at..].StartsWith(word))
        {
            return Fail(JsonFaultKind.NoValue);
        }

        _at += word.Length;
        return !IsInWord() || Fail(JsonFaultKind.NoValue, start);
    }

    /// <summary>Whether what was read goes on: <c>007</c>, <c>2024-01-02</c>, <c>nullable</c>.</summary>
    private readonly bool IsInWord() => Peek() is >= '0' and <= '9' or >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '-' or '+' or '.' or '_';

    private const int End = -1;

    private readonly int Peek() => (uint)_at < (uint)_text.Length ? _text[_at] : End;

    private void SkipBlanks()
    {
        // Most tokens follow each other without any.
        if (Peek() is > ' ' or End)
        {
            return;
        }

        var text = _text;
        var at = _at;
        while ((uint)at < (uint)text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        _at = at;
    }

    /// <summary>Moves what was read since the last stripped comma to the bytes that are kept.</summary>
    private int Keep(int end)
    {
        if (_kept != _unmoved)
        {
            _text[_unmoved..end].CopyTo(_left[_kept..]);
        }

        _kept += end - _unmoved;
        _unmoved = end;
        return _kept;
    }

    private bool Fail(JsonFaultKind kind) => Fail(kind, _at);

    private bool Fail(JsonFaultKind kind, int offset, int opened = 0)
    {
        _fault = new JsonFault(kind, offset, opened);
        return false;
    }
}
