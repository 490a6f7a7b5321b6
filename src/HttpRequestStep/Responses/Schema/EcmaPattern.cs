using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HttpRequestSteps;

/// <summary>
/// JSON Schema's patterns are ECMA-262's. Where the same text means something else to .NET (<c>$</c> before a last line feed, <c>\d</c> beyond ASCII,
/// <c>[a-z-[b]]</c>) it is rewritten.
/// </summary>
internal static class EcmaPattern
{
    private const string Blanks = @"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

    /// <summary>Any character of a line, those of two halves included.</summary>
    private const string Dot = @"(?:[\ud800-\udbff][\udc00-\udfff]|[^\n\r\u2028\u2029\ud800-\udfff])";

    /// <summary>The letters that mean something after a backslash; .NET gives a meaning to more (<c>\a</c>, <c>\Z</c>), and others would be mistakes.</summary>
    private const string Escapable = "bBcdDfknpPrsStuvwWx";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Without backtracking when the pattern allows it, else with a time limit: the pattern and the body are both strangers'.</summary>
    /// <exception cref="ArgumentException">The pattern is not a regular expression.</exception>
    public static Regex Compile(string pattern)
    {
        var translated = Translate(pattern);
        try
        {
            return new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(translated, RegexOptions.CultureInvariant, Patience);
        }
    }

    internal static string Translate(string pattern)
    {
        var text = new StringBuilder();
        var isInClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var character = pattern[i];
            if (character == '\\' && i + 1 < pattern.Length)
            {
                text.Append(Escape(pattern, ref i, isInClass));
                continue;
            }

            var piece = isInClass ? InClass(character) : Outside(pattern, ref i);
            isInClass = isInClass ? character != ']' : character == '[' && !piece.EndsWith(']');
            text.Append(piece);
        }

        return text.ToString();
    }

    private static string InClass(char character) => character == '[' ? @"\[" : character.ToString();

    private static string Outside(string pattern, ref int i)
    {
        var rest = pattern.AsSpan(i);
        if (rest.StartsWith("[^]") || rest.StartsWith("[]"))
        {
            var all = rest[1] == '^';
            i += all ? 2 : 1;
            return all ? @"[\s\S]" : @"[^\s\S]";
        }

        if (char.IsHighSurrogate(pattern[i]) && i + 1 < pattern.Length)
        {
            // One character to ECMA, two to .NET: a quantifier must take both.
            i++;
            return $"(?:{rest[..2]})";
        }

        return pattern[i] switch
        {
            '$' => @"\z",
            '.' => Dot,
            var other => other.ToString(),
        };
    }

    private static string Escape(string pattern, ref int i, bool isInClass)
    {
        i++;
        var letter = pattern[i];
        if (char.IsAsciiLetter(letter) && !Escapable.Contains(letter))
        {
            throw new ArgumentException($"\\{letter} has no meaning.");
        }

        return letter switch
        {
            'd' or 'w' or 's' => isInClass ? Members(letter) : $"[{Members(letter)}]",
            'D' or 'W' or 'S' when !isInClass => $"[^{Members(char.ToLowerInvariant(letter))}]",
            'p' or 'P' => Category(pattern, ref i),
            'u' when i + 1 < pattern.Length && pattern[i + 1] == '{' => CodePoint(pattern, ref i),
            _ => $"\\{letter}",
        };
    }

    private static string Members(char letter) => letter switch
    {
        'd' => "0-9",
        'w' => "a-zA-Z0-9_",
        _ => Blanks,
    };

    private static string Category(string pattern, ref int i)
    {
        var end = pattern.IndexOf('}', i);
        if (end < 0 || pattern[i + 1] != '{')
        {
            // .NET refuses it.
            return $"\\{pattern[i]}";
        }

        var start = $"\\{pattern[i]}";
        var name = pattern[(i + 2)..end];
        i = end;
        return $"{start}{{{ShortName(name)}}}";
    }

    private static string ShortName(string category) => category switch
    {
        "Letter" => "L",
        "Lowercase_Letter" => "Ll",
        "Uppercase_Letter" => "Lu",
        "Mark" => "M",
        "Number" => "N",
        "digit" or "Decimal_Number" => "Nd",
        "Punctuation" or "punct" => "P",
        "Symbol" => "S",
        "Separator" => "Z",
        _ => category,
    };

    private static string CodePoint(string pattern, ref int i)
    {
        var end = pattern.IndexOf('}', i);
        if (end < 0
            || !int.TryParse(pattern.AsSpan(i + 2, end - i - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || !Rune.TryCreate(value, out var rune))
        {
            throw new ArgumentException($"The pattern has an invalid \\u{{}} at {i - 1}.");
        }

        i = end;
        return rune.IsBmp ? Regex.Escape(rune.ToString()) : $"(?:{rune})";
    }
}
