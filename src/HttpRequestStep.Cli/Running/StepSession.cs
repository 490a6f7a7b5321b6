using System.CommandLine;
using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary>What run and render do alike: settings, definition and input from the options, errors to standard error.</summary>
internal sealed class StepSession : IDisposable
{
    private StepSession(StepHost host, HttpRequestStep step, StepInput input)
    {
        Host = host;
        Step = step;
        Input = input;
    }

    public StepHost Host { get; }

    public HttpRequestStep Step { get; }

    public StepInput Input { get; }

    /// <summary>A session, or null when the definition is invalid and its errors are told.</summary>
    public static StepSession? Open(StepOptions options, ParseResult parsed)
    {
        var file = parsed.GetValue(options.Step)!;
        if (file == "-" && parsed.GetValue(options.Input) == "-")
        {
            throw new UsageException("Only one of the step and --input can come from standard input.");
        }

        var definition = StepFiles.Read(file);
        var host = StepHost.Create(
            parsed.GetValue(options.Settings) ?? [], Secrets(parsed.GetValue(options.Secret) ?? []), parsed.GetValue(options.AllowPrivate), parsed.GetValue(options.State)!);
        var read = host.Reader.Read(definition);
        if (!read.IsValid)
        {
            StepFiles.WriteErrors(Console.Error, file, read.Errors);
            host.Dispose();
            return null;
        }

        var input = StepInputBuilder.Build(parsed.GetValue(options.Input), parsed.GetValue(options.Set) ?? [], parsed.GetValue(options.File) ?? [], Console.In);
        return new StepSession(host, read.Step, input);
    }

    public static async Task WriteOutputAsync(string? file, Action<Stream> write)
    {
        if (file is null)
        {
            await using var standardOutput = Console.OpenStandardOutput();
            write(standardOutput);
            standardOutput.Write("\n"u8);
            return;
        }

        try
        {
            await using var stream = File.Create(file);
            write(stream);
            stream.Write("\n"u8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output {file}: {exception.Message}");
        }
    }

    public static void WriteText(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    public void Dispose() => Host.Dispose();

    private static Dictionary<string, string> Secrets(IEnumerable<string> options)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                // The option's text may be the secret itself: it is not repeated.
                throw new UsageException("--secret: expected NAME=VALUE.");
            }

            secrets[option[..equals]] = option[(equals + 1)..];
        }

        return secrets;
    }
}
