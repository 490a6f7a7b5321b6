namespace HttpRequestSteps;

/// <summary>What is wrong with a rendered text.</summary>
/// <param name="Offset">The character where it shows.</param>
/// <param name="Found">What stands there, quoting the text.</param>
/// <param name="Expected">What is expected there; quotes nothing.</param>
internal sealed record RenderedFault(int Offset, string Found, string Expected)
{
    /// <summary>Finds the fix, given the text and what wrote it; null when there is none to offer.</summary>
    public Func<string, TemplateTrace, string?> Hint { get; init; } = static (_, _) => null;
}
