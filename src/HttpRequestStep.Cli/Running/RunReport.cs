using System.Globalization;

namespace HttpRequestSteps.Cli;

/// <summary>What a person is told of a run beside its result.</summary>
internal sealed class RunReport(TextWriter writer, string state)
{
    public void Write(StepResult result, bool verbose)
    {
        foreach (var attempt in verbose ? result.Attempts : [])
        {
            WriteAttempt(attempt);
        }

        if (result.Body.Kind == StepResultBodyKind.File)
        {
            WriteFile(result.Body.File);
        }

        if (result.Failure is { } failure)
        {
            writer.WriteLine($"{EnumName.Of(result.Outcome)}: {TerminalText.Message(failure.Message)} (kind {EnumName.Of(failure.Kind)}, delivery {EnumName.Of(failure.Delivery)})");
        }

        if (FailureHint.Of(result.Failure) is { } hint)
        {
            writer.WriteLine(hint);
        }
    }

    private void WriteAttempt(StepAttempt attempt)
    {
        var status = attempt.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? (attempt.Kind is { } kind ? EnumName.Of(kind) : string.Empty);
        var wait = attempt.Delay is { } delay ? string.Create(CultureInfo.InvariantCulture, $", again in {delay.TotalMilliseconds:0} ms ({attempt.RetryReason})") : string.Empty;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"attempt {attempt.Number}: {status} in {attempt.Duration.TotalMilliseconds:0.0} ms, {EnumName.Of(attempt.Delivery)}{wait}"));
    }

    private void WriteFile(string reference)
    {
        var file = new FileInfo(Path.Combine(StepHost.FilesFolder(state), reference));
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"saved {(file.Exists ? file.Length : 0)} bytes to {TerminalText.Line(file.ToString())}"));
    }
}
