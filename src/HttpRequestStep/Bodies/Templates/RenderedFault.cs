namespace HttpRequestSteps;

/// <summary>What is wrong with a rendered text.</summary>
/// <param name="Offset">The character where it shows.</param>
/// <param name="Message">What is wrong, without a full stop; may quote the text.</param>
/// <param name="Unquoted">The same without a word of the text.</param>
internal sealed record RenderedFault(int Offset, string Message, string Unquoted)
{
    /// <summary>Finds the fix, given the text and what wrote it; null when there is none to offer.</summary>
    public Func<string, TemplateTrace, string?> Hint { get; init; } = static (_, _) => null;

    /// <summary>A fault of one thing that stands in the place of another.</summary>
    public static RenderedFault Of(int offset, string found, string expected) => new(offset, $"found {found}, expected {expected}", $"expected {expected}");
}
