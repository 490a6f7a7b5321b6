using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Reads structured fields (RFC 8941). What is ambiguous is refused: a name that is given twice, base64 that is not canonical. So are decimals, which no signature has.</summary>
internal ref struct StructuredFieldReader
{
    private const int MaxDigits = 15;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~:/");

    private ReadOnlySpan<char> _rest;

    private StructuredFieldReader(ReadOnlySpan<char> text)
    {
        _rest = text;
    }

    /// <summary>Whether a text can be the key of a dictionary or parameter.</summary>
    public static bool IsKey(string text)
    {
        var reader = new StructuredFieldReader(text);
        return reader.TryKey(out _) && reader._rest.IsEmpty;
    }

    /// <summary>The members of a dictionary, in their order.</summary>
    public static bool TryDictionary(string text, [NotNullWhen(true)] out List<KeyValuePair<string, StructuredItem>>? members)
    {
        members = [];
        var reader = new StructuredFieldReader(text.AsSpan().Trim(' '));
        while (!reader._rest.IsEmpty)
        {
            if (!reader.TryMember(members))
            {
                return false;
            }

            reader._rest = reader._rest.TrimStart(" \t");
            if (!reader._rest.IsEmpty && (!reader.TryTake(',') || (reader._rest = reader._rest.TrimStart(" \t")).IsEmpty))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Parameters alone, such as <c>;name="x"</c>.</summary>
    public static bool TryParameters(string text, [NotNullWhen(true)] out List<KeyValuePair<string, object>>? parameters)
    {
        var reader = new StructuredFieldReader(text);
        return reader.TryParameters(out parameters) && reader._rest.IsEmpty;
    }

    private bool TryMember(List<KeyValuePair<string, StructuredItem>> members)
    {
        if (!TryKey(out var key) || members.Exists(member => member.Key == key) || !TryMemberValue(out var value))
        {
            return false;
        }

        members.Add(new(key, value));
        return true;
    }

    private bool TryMemberValue([NotNullWhen(true)] out StructuredItem? item)
    {
        item = null;
        if (TryTake('='))
        {
            return _rest is ['(', ..] ? TryInnerList(out item) : TryItem(out item);
        }

        if (!TryParameters(out var parameters))
        {
            return false;
        }

        item = new StructuredItem(true, parameters);
        return true;
    }

    private bool TryInnerList([NotNullWhen(true)] out StructuredItem? item)
    {
        item = null;
        _rest = _rest[1..].TrimStart(' ');
        var items = new List<StructuredItem>();
        while (!TryTake(')'))
        {
            if (!TryItem(out var member) || _rest is not ([' ', ..] or [')', ..]))
            {
                return false;
            }

            items.Add(member);
            _rest = _rest.TrimStart(' ');
        }

        if (!TryParameters(out var parameters))
        {
            return false;
        }

        item = new StructuredItem(items.ToArray(), parameters);
        return true;
    }

    private bool TryItem([NotNullWhen(true)] out StructuredItem? item)
    {
        item = null;
        if (!TryBare(out var value) || !TryParameters(out var parameters))
        {
            return false;
        }

        item = new StructuredItem(value, parameters);
        return true;
    }

    private bool TryParameters([NotNullWhen(true)] out List<KeyValuePair<string, object>>? parameters)
    {
        parameters = [];
        while (TryTake(';'))
        {
            _rest = _rest.TrimStart(' ');
            object? value = true;
            if (!TryKey(out var key) || parameters.Exists(parameter => parameter.Key == key) || (TryTake('=') && !TryBare(out value)))
            {
                return false;
            }

            parameters.Add(new(key, value!));
        }

        return true;
    }

    private bool TryBare([NotNullWhen(true)] out object? value)
    {
        value = null;
        return _rest switch
        {
            ['"', ..] => TryString(out value),
            [':', ..] => TryBytes(out value),
            ['?', ..] => TryBoolean(out value),
            ['-' or (>= '0' and <= '9'), ..] => TryInteger(out value),
            ['*' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..] => TryToken(out value),
            _ => false,
        };
    }

    private bool TryString(out object? value)
    {
        value = null;
        var text = new StringBuilder();
        for (var i = 1; i < _rest.Length; i++)
        {
            var c = _rest[i];
            if (c == '"')
            {
                _rest = _rest[(i + 1)..];
                value = text.ToString();
                return true;
            }

            if (c == '\\' && (++i == _rest.Length || (c = _rest[i]) is not ('"' or '\\')) || c is < ' ' or > '~')
            {
                return false;
            }

            text.Append(c);
        }

        return false;
    }

    private bool TryBytes(out object? value)
    {
        value = null;
        var end = _rest[1..].IndexOf(':');
        if (end < 0)
        {
            return false;
        }

        var base64 = _rest.Slice(1, end);
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length) || !base64.SequenceEqual(Convert.ToBase64String(bytes, 0, length)))
        {
            return false;
        }

        value = bytes[..length];
        _rest = _rest[(end + 2)..];
        return true;
    }

    private bool TryBoolean(out object? value)
    {
        value = _rest is ['?', '1', ..];
        var isBoolean = _rest is ['?', '0' or '1', ..];
        _rest = isBoolean ? _rest[2..] : _rest;
        return isBoolean;
    }

    private bool TryInteger(out object? value)
    {
        value = null;
        var sign = _rest[0] == '-' ? 1 : 0;
        var end = _rest[sign..].IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? _rest.Length - sign : end;
        if (digits is 0 or > MaxDigits || (sign + digits < _rest.Length && _rest[sign + digits] == '.'))
        {
            return false;
        }

        value = long.Parse(_rest[..(sign + digits)], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        _rest = _rest[(sign + digits)..];
        return true;
    }

    private bool TryToken(out object? value)
    {
        value = new StructuredToken(Take(TokenCharacters));
        return true;
    }

    private bool TryKey([NotNullWhen(true)] out string? key)
    {
        key = _rest is ['*' or (>= 'a' and <= 'z'), ..] ? Take(KeyCharacters) : null;
        return key is not null;
    }

    private string Take(SearchValues<char> characters)
    {
        var end = _rest.IndexOfAnyExcept(characters);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken.ToString();
    }

    private bool TryTake(char c)
    {
        if (_rest.IsEmpty || _rest[0] != c)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }
}
