namespace HttpRequestSteps;

/// <summary>One error of a definition or of the settings.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.body.value.name</c>.</param>
/// <param name="Message">What is wrong and what is expected, in one sentence.</param>
/// <param name="Line">The line in the file, from 1; null when the definition was not read from a file.</param>
/// <param name="Column">The column in the file, from 1; null when the definition was not read from a file.</param>
public sealed record DefinitionError(string Path, string Message, int? Line = null, int? Column = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
