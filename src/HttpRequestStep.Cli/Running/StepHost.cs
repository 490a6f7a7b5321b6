using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

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

    public ISyncEngine SyncEngine => _services.GetRequiredService<ISyncEngine>();

    public SyncReader SyncReader => _services.GetRequiredService<SyncReader>();

    public ConnectionTester ConnectionTester => _services.GetRequiredService<ConnectionTester>();

    public SettingsReader SettingsReader => _services.GetRequiredService<SettingsReader>();

    /// <summary>Where received files are kept.</summary>
    public static string FilesFolder(string state) => Path.Combine(state, "files");

    /// <summary>A host with these settings.</summary>
    /// <exception cref="UsageException">A settings file cannot be read, or the environment does not hold.</exception>
    /// <exception cref="FileErrorsException">A settings file does not hold.</exception>
    public static StepHost Create(IEnumerable<string> settings, IReadOnlyDictionary<string, string> secrets, bool allowPrivate, string state, Action<HttpRequestStepsOptions>? configure = null)
    {
        var files = SettingsFiles.Read(settings);
        var services = new ServiceCollection();
        services.AddHttpRequestSteps(files.Section).AddFileStore(FilesFolder(state));
        services.AddHttpRequestSyncs().AddDatabaseProvider("postgres", static text => NpgsqlDataSource.Create(text));
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
        try
        {
            host.CheckSettings(files);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public void Dispose() => _services.Dispose();

    private void CheckSettings(SettingsFiles files)
    {
        try
        {
            _ = _services.GetRequiredService<IOptionsMonitor<HttpRequestStepsOptions>>().CurrentValue;
        }
        catch (OptionsValidationException exception)
        {
            throw new FileErrorsException(files.Locate(exception.Failures, SettingsReader));
        }
    }
}
