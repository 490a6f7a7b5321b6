using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>Reads the settings from configuration with the same reader as definition files, so that every error is told at once.</summary>
internal sealed class ConfigureFromSection(IConfiguration section, DefinitionJson json) : IConfigureOptions<HttpRequestStepsOptions>
{
    public void Configure(HttpRequestStepsOptions options)
    {
        if (!section.GetChildren().Any())
        {
            return;
        }

        var errors = new List<DefinitionError>();
        var source = JsonSourceText.Read(new ConfigurationJson(json).Write(section, typeof(HttpRequestStepsOptions)), errors)!;
        if (json.Read<HttpRequestStepsOptions>(source, source.Root, errors) is not { } read)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(HttpRequestStepsOptions), errors.Select(error => error.ToString()));
        }

        options.Connections = read.Connections;
        options.Secrets = read.Secrets;
        options.Egress = read.Egress;
        options.Limits = read.Limits;
        options.Defaults = read.Defaults;
    }
}
