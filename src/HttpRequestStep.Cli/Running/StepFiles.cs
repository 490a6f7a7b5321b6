namespace HttpRequestSteps.Cli;

/// <summary>Reads definition files and writes what is wrong with them, one error a line: <c>file(line,col): path: message</c>.</summary>
internal static class StepFiles
{
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static byte[] Read(string file)
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: {exception.Message}");
        }
    }

    public static void WriteErrors(TextWriter writer, string file, IEnumerable<DefinitionError> errors)
    {
        foreach (var error in errors)
        {
            writer.WriteLine($"{file}({error.Line ?? 1},{error.Column ?? 1}): {TerminalText.Line(error.Path)}: {TerminalText.Line(error.Message)}");
        }
    }
}
