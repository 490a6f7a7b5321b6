namespace HttpRequestSteps.Cli;

/// <summary>Says why a file cannot be used, in the same words for every option.</summary>
internal static class FileProblem
{
    public static bool IsOne(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    public static string Of(string path, Exception exception) => exception switch
    {
        _ when Directory.Exists(path) => "this is a folder, not a file.",
        FileNotFoundException => "there is no such file.",
        DirectoryNotFoundException => "there is no such folder.",
        UnauthorizedAccessException => "permission denied.",
        ArgumentException => "this is no path of a file.",
        _ => exception.Message.Replace($" : '{Path.GetFullPath(path)}'", string.Empty, StringComparison.Ordinal).TrimEnd('.') + ".",
    };
}
