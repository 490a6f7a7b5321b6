namespace HttpRequestSteps.Cli;

/// <summary>Reads files and writes what is wrong with them, one error a line: <c>file(line,col): path: message</c>.</summary>
internal static class StepFiles
{
    /// <param name="file">The path; <c>-</c> is standard input.</param>
    /// <param name="option">The option that named it, for the message; empty for an argument.</param>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static byte[] Read(string file, string option = "")
    {
        try
        {
            if (file != "-")
            {
                return File.ReadAllBytes(file);
            }

            using var standardInput = Console.OpenStandardInput();
            using var bytes = new MemoryStream();
            standardInput.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception exception) when (FileProblem.IsOne(exception))
        {
            throw new UsageException($"{option} {file}: {FileProblem.Of(file, exception)}".TrimStart());
        }
    }

    public static IEnumerable<string> Lines(string file, IEnumerable<DefinitionError> errors) => errors.Select(error => Line(file, error));

    private static string Line(string file, DefinitionError error)
    {
        var path = error.Path.Length > 0 ? TerminalText.Line(error.Path) + ": " : string.Empty;
        return $"{file}({error.Line ?? 1},{error.Column ?? 1}): {path}{TerminalText.Message(error.Message)}";
    }
}
