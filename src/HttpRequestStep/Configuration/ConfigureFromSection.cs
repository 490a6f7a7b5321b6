using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>Reads the settings from configuration with the same reader as definition files, so that every error is told at once.</summary>
internal sealed class ConfigureFromSection(IConfiguration section, DefinitionJson json, SettingsCompiler compiler) : IConfigureOptions<HttpRequestStepsOptions>
{
    public void Configure(HttpRequestStepsOptions options)
    {
        if (!section.GetChildren().Any())
        {
            return;
        }

        var errors = new List<DefinitionError>();
        var source = JsonSourceText.Read(new ConfigurationJson(json).Write(section, typeof(HttpRequestStepsOptions)), errors)!;
        if (json.Read<HttpRequestStepsOptions>(source, source.Root, errors, compiler.Validate) is not { } read)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(HttpRequestStepsOptions), errors.Select(Describe));
        }

        options.Connections = read.Connections;
        options.Secrets = read.Secrets;
        options.Egress = read.Egress;
        options.Limits = read.Limits;
        options.Defaults = read.Defaults;
    }

    /// <summary>Under the path of the section, which has no lines.</summary>
    private string Describe(DefinitionError error)
    {
        var path = section is IConfigurationSection { Path: { Length: > 0 } name } ? $"$.{name.Replace(':', '.')}{error.Path[1..]}" : error.Path;
        return (error with { Path = path, Line = null, Column = null }).ToString();
    }
}
