using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps.Cli;

/// <summary>The command line as a host of steps: settings from files and environment, the secrets and files given as options.</summary>
internal sealed class StepHost : IDisposable
{
    private readonly ServiceProvider _services;

    private StepHost(ServiceProvider services)
    {
        _services = services;
    }

    public StepReader Reader => _services.GetRequiredService<StepReader>();

    public IHttpRequestStepExecutor Executor => _services.GetRequiredService<IHttpRequestStepExecutor>();

    public SettingsReader SettingsReader => _services.GetRequiredService<SettingsReader>();

    /// <summary>A host with these settings.</summary>
    /// <exception cref="UsageException">A settings file is missing or does not hold.</exception>
    public static StepHost Create(IEnumerable<string> settings, IReadOnlyDictionary<string, string> secrets, bool allowPrivate, string state, Action<HttpRequestStepsOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddHttpRequestSteps(ReadSettings(settings).GetSection(SettingsReader.Section))
            .AddFileStore(Path.Combine(state, "files"));
        services.PostConfigure<HttpRequestStepsOptions>(options =>
        {
            options.Egress.AllowPrivateNetworks |= allowPrivate;
            foreach (var (name, value) in secrets)
            {
                options.Secrets[name] = value;
            }

            configure?.Invoke(options);
        });
        var host = new StepHost(services.BuildServiceProvider());
        host.CheckSettings();
        return host;
    }

    public void Dispose() => _services.Dispose();

    private static IConfigurationRoot ReadSettings(IEnumerable<string> files)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        try
        {
            return builder.AddEnvironmentVariables().Build();
        }
        catch (Exception exception) when (exception is FileNotFoundException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(exception is InvalidDataException ? $"A settings file is not valid JSON: {exception.InnerException?.Message ?? exception.Message}" : $"A settings file cannot be read: {exception.Message}");
        }
    }

    private void CheckSettings()
    {
        try
        {
            _ = _services.GetRequiredService<IOptionsMonitor<HttpRequestStepsOptions>>().CurrentValue;
        }
        catch (OptionsValidationException exception)
        {
            throw new UsageException("The settings do not hold:" + string.Concat(exception.Failures.Select(failure => Environment.NewLine + "  " + failure)));
        }
    }
}
