using System.CommandLine;
using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary>What run and render do alike: settings, definition, input and output from the options. All that can be wrong with them is found here, before anything is sent.</summary>
internal sealed class StepSession : IDisposable
{
    private StepSession(StepHost host, HttpRequestStep step, StepInput input, ResultOutput output)
    {
        Host = host;
        Step = step;
        Input = input;
        Output = output;
    }

    public StepHost Host { get; }

    public HttpRequestStep Step { get; }

    public StepInput Input { get; }

    public ResultOutput Output { get; }

    /// <exception cref="UsageException">An option does not hold.</exception>
    /// <exception cref="FileErrorsException">The definition, the settings or the input are invalid.</exception>
    public static StepSession Open(StepOptions options, ParseResult parsed)
    {
        var file = parsed.GetValue(options.Step)!;
        if (file == "-" && parsed.GetValue(options.Input) == "-")
        {
            throw new UsageException("Only one of the step and --input can come from standard input.");
        }

        var definition = StepFiles.Read(file);
        var host = StepHost.Create(
            parsed.GetValue(options.Settings) ?? [], Secrets(parsed.GetValue(options.Secret) ?? []), parsed.GetValue(options.AllowPrivate), parsed.GetValue(options.State)!);
        try
        {
            var step = ReadStep(host.Reader, file, definition);
            var input = StepInputBuilder.Build(parsed.GetValue(options.Input), parsed.GetValue(options.Set) ?? [], parsed.GetValue(options.File) ?? []);
            return new StepSession(host, step, input, ResultOutput.Open(parsed.GetValue(options.Output)));
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public static void WriteText(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    public void Dispose()
    {
        Output.Dispose();
        Host.Dispose();
    }

    private static HttpRequestStep ReadStep(StepReader reader, string file, byte[] definition)
    {
        var errors = new List<DefinitionError>();
        if (JsonSourceText.Read(definition, errors) is null)
        {
            throw new FileErrorsException(StepFiles.Lines(file, errors));
        }

        var read = reader.Read(definition);
        return read.Step ?? throw new FileErrorsException(StepFiles.Lines(file, read.Errors));
    }

    /// <summary>The secrets given as options.</summary>
    /// <exception cref="UsageException">One has no name.</exception>
    public static Dictionary<string, string> Secrets(IEnumerable<string> options)
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
