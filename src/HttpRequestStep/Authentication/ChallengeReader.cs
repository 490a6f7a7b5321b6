using System.Buffers;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Reads lists of challenges and of parameters as servers write them: several in one line, quoted or not, with blanks and empty elements. What is broken is passed over.</summary>
internal sealed class ChallengeReader(string text)
{
    private const string Blanks = " \t";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Token68Characters =
        SearchValues.Create("-._~+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private int _at;

    public List<AuthenticationChallenge> ReadChallenges()
    {
        var challenges = new List<AuthenticationChallenge>();
        while (SkipSeparators())
        {
            if (ReadRun(TokenCharacters) is { Length: > 0 } scheme)
            {
                SkipToken68();
                challenges.Add(new AuthenticationChallenge(scheme, ReadParameters()));
            }
            else
            {
                SkipElement();
            }
        }

        return challenges;
    }

    /// <summary>Reads parameters up to the next scheme or the end; of two with the same name the first counts.</summary>
    public Dictionary<string, string> ReadParameters()
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (TryReadParameter(out var name, out var value))
        {
            parameters.TryAdd(name, value);
        }

        return parameters;
    }

    private bool TryReadParameter(out string name, out string value)
    {
        var start = _at;
        SkipSeparators();
        name = ReadRun(TokenCharacters);
        Skip(Blanks);
        if (name.Length > 0 && Take('=') && ReadValue() is { } read)
        {
            value = read;
            return true;
        }

        _at = start;
        value = string.Empty;
        return false;
    }

    /// <summary>A quoted string, or all up to the next comma or blank: some servers forget the quotes.</summary>
    private string? ReadValue()
    {
        Skip(Blanks);
        if (Take('"'))
        {
            return ReadQuoted();
        }

        var rest = text.AsSpan(_at);
        var length = rest.IndexOfAny(',', ' ', '\t') is var end and >= 0 ? end : rest.Length;
        _at += length;
        return length > 0 ? rest[..length].ToString() : null;
    }

    /// <summary>The rest of a quoted string, whose backslashes escape; null when it does not end.</summary>
    private string? ReadQuoted()
    {
        var value = new StringBuilder();
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == '"')
            {
                _at++;
                return value.ToString();
            }

            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
            }

            value.Append(text[_at]);
        }

        return null;
    }

    /// <summary>Some schemes have one base64 value in place of parameters.</summary>
    private void SkipToken68()
    {
        var start = _at;
        Skip(Blanks);
        var isPresent = _at > start && ReadRun(Token68Characters).Length > 0;
        Skip("=");
        Skip(Blanks);
        if (!isPresent || (_at < text.Length && text[_at] != ','))
        {
            _at = start;
        }
    }

    private bool SkipSeparators()
    {
        Skip(" \t,");
        return _at < text.Length;
    }

    /// <summary>Passes over what is no challenge, to the next comma that is not quoted.</summary>
    private void SkipElement()
    {
        for (var isQuoted = false; _at < text.Length && (isQuoted || text[_at] != ','); _at++)
        {
            isQuoted ^= text[_at] == '"';
        }
    }

    private string ReadRun(SearchValues<char> characters)
    {
        var rest = text.AsSpan(_at);
        var length = rest.IndexOfAnyExcept(characters) is var end and >= 0 ? end : rest.Length;
        _at += length;
        return rest[..length].ToString();
    }

    private void Skip(string characters)
    {
        while (_at < text.Length && characters.Contains(text[_at], StringComparison.Ordinal))
        {
            _at++;
        }
    }

    private bool Take(char c)
    {
        var isNext = _at < text.Length && text[_at] == c;
        _at += isNext ? 1 : 0;
        return isNext;
    }
}
