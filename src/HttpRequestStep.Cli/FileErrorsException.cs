namespace HttpRequestSteps.Cli;

/// <summary>What is wrong inside the files of the command line, one error a line with its place; exit code 2.</summary>
internal sealed class FileErrorsException(IEnumerable<string> lines) : Exception(string.Join(Environment.NewLine, lines));
