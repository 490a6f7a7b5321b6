using System.Globalization;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Writes JSON paths: <c>$.items[2]['odd name']</c>.</summary>
internal static class SchemaPath
{
    public const string Root = "$";

    /// <summary>A body may have names of any length, and a path is shown with every error.</summary>
    private const int LongestName = 200;

    public static string Of(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    public static string Of(string parent, string name) => IsIdentifier(name) ? $"{parent}.{name}" : $"{parent}['{Escaped(name)}']";

    private static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= LongestName
        && !char.IsAsciiDigit(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '$');

    private static string Escaped(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name.AsSpan(0, Math.Min(name.Length, LongestName)))
        {
            _ = character switch
            {
                '\'' or '\\' => text.Append('\\').Append(character),
                _ when char.IsControl(character) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        return name.Length > LongestName ? text.Append('…').ToString() : text.ToString();
    }
}
