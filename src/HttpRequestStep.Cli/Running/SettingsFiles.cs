using Microsoft.Extensions.Configuration;

namespace HttpRequestSteps.Cli;

/// <summary>The settings files of the command line, later ones winning, environment variables on top.</summary>
internal sealed class SettingsFiles
{
    private readonly List<(string File, byte[] Utf8)> _files;

    private SettingsFiles(IConfiguration section, List<(string File, byte[] Utf8)> files)
    {
        Section = section;
        _files = files;
    }

    public IConfiguration Section { get; }

    /// <exception cref="UsageException">A file cannot be read.</exception>
    /// <exception cref="FileErrorsException">A file is no JSON, or has no section of ours.</exception>
    public static SettingsFiles Read(IEnumerable<string> paths)
    {
        var files = paths.Select(path => (File: path, Utf8: StepFiles.Read(path, "--settings"))).ToList();
        var builder = new ConfigurationBuilder();
        foreach (var (file, utf8) in files)
        {
            Check(file, utf8);
            builder.AddConfiguration(Load(file, utf8));
        }

        return new SettingsFiles(builder.AddEnvironmentVariables().Build().GetSection(SettingsReader.Section), files);
    }

    /// <summary>The errors of all settings together, each at its place in the file that brought it; a file alone may leave to others what it lacks.</summary>
    public IEnumerable<string> Locate(IEnumerable<string> failures, SettingsReader reader)
    {
        var located = _files.SelectMany(file => reader.Validate(file.Utf8).OrderBy(error => (error.Line, error.Column)).Select(error => (file.File, Error: error))).ToArray();
        var told = failures.SelectMany(failure => Lines(failure, located)).ToHashSet(StringComparer.Ordinal);
        var inOrder = located.SelectMany(error => StepFiles.Lines(error.File, [error.Error])).Where(told.Contains);
        return inOrder.Concat(told).Distinct().ToArray();
    }

    private static void Check(string file, byte[] utf8)
    {
        var errors = new List<DefinitionError>();
        if (JsonSourceText.Read(utf8, errors) is { } source && SettingsSection.Missing(source) is { } missing)
        {
            errors.Add(missing);
        }

        if (errors.Count > 0)
        {
            throw new FileErrorsException(StepFiles.Lines(file, errors));
        }
    }

    private static IConfigurationRoot Load(string file, byte[] utf8)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonStream(new MemoryStream(utf8)).Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw new UsageException($"--settings {file}: {(exception.InnerException ?? exception).Message}");
        }
    }

    /// <summary>Configuration knows only texts and may word an error otherwise than the file does; the path is the same.</summary>
    private static IEnumerable<string> Lines(string failure, (string File, DefinitionError Error)[] located)
    {
        // Errors of the form already name the section, those of the meaning do not.
        var section = $"{JsonPath.Root}.{SettingsReader.Section}";
        var path = failure.StartsWith(section, StringComparison.OrdinalIgnoreCase) ? failure : section + failure[JsonPath.Root.Length..];
        var own = located.Where(error => path.StartsWith(error.Error.Path + ": ", StringComparison.OrdinalIgnoreCase)).ToArray();
        return own.Length > 0 ? own.SelectMany(error => StepFiles.Lines(error.File, [error.Error])) : [$"httpstep: the settings: {TerminalText.Line(path)}"];
    }
}
