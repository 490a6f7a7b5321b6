using System.Text.RegularExpressions;

namespace HttpRequestSteps.Cli;

/// <summary>What a failure asks of the command line; the library's own message speaks to every host.</summary>
internal static partial class FailureHint
{
    /// <summary>The line to print behind the failure, or null.</summary>
    public static string? Of(StepFailure? failure)
    {
        if (failure?.Kind != FailureKind.Template)
        {
            return null;
        }

        if (UnknownSecret().Match(failure.Message) is { Success: true } secret)
        {
            var name = secret.Groups["name"].Value;
            return $"hint: give the secret with --secret {name}=VALUE, or with the environment variable HttpRequestSteps__Secrets__{name}.";
        }

        return UnknownFile().Match(failure.Message) is { Success: true } file ? $"hint: bind the file with --file {file.Groups["name"].Value}=PATH." : null;
    }

    [GeneratedRegex("""^The secret "(?<name>[^"]+)" is not known""", RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownSecret();

    [GeneratedRegex("""the variable "files\.(?<name>[^".\[]+)[^"]*" does not exist""", RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownFile();
}
