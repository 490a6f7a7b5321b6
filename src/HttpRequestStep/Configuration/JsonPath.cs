using System.Globalization;

namespace HttpRequestSteps;

/// <summary>Writes JSON paths the way errors show them: <c>$.headers['X-Id'][0]</c>.</summary>
internal static class JsonPath
{
    public const string Root = "$";

    public static string Member(string path, string name) => IsIdentifier(name)
        ? $"{path}.{name}"
        : $"{path}['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '$'))
            {
                return false;
            }
        }

        return true;
    }
}
