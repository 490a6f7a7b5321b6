using System.Buffers;

namespace HttpRequestSteps.Cli;

/// <summary>What may stand in a header. Kestrel would throw on the rest, far from the one who wrote it.</summary>
internal static class WireText
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Token);

    public static bool IsHeaderValue(string text) => !text.Any(character => char.IsControl(character) && character != '\t');
}
