namespace HttpRequestSteps.Sync;

/// <summary>Opens the file of a source, and says why it cannot be.</summary>
internal static class SourceFile
{
    /// <summary>The most that one row may take.</summary>
    public const int LargestRow = 64 * 1024 * 1024;

    /// <exception cref="RowSourceException">It cannot be opened.</exception>
    public static FileStream Open(string path, RowSourceContext context)
    {
        try
        {
            return new FileStream(context.FullPath(path), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RowSourceException($"{path}: {Reason(exception)}{Place(path, exception, context)}", exception);
        }
    }

    /// <summary>A path of a definition, and the columns it lists.</summary>
    public static IEnumerable<DefinitionError> Validate(string path, IReadOnlyList<string>? columns = null)
    {
        if (path.Length == 0)
        {
            yield return new DefinitionError("path", "The path of a file is needed.");
        }

        if (SourceColumns.Refuses(columns) is { } error)
        {
            yield return error;
        }
    }

    /// <summary>Where a relative path was looked for.</summary>
    public static string Place(string path, RowSourceContext context) => Path.IsPathRooted(path) ? string.Empty : $" It was looked for in {context.BaseDirectory}, the folder of the sync definition.";

    private static string Place(string path, Exception exception, RowSourceContext context) => exception is FileNotFoundException or DirectoryNotFoundException ? Place(path, context) : string.Empty;

    private static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        UnauthorizedAccessException => "it may not be read, or is a folder.",
        _ => exception.Message,
    };
}
