using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HttpRequestSteps;

/// <summary>The compiled settings of now. A reload that does not hold keeps the former ones and says so: a typing error must not stop a running host.</summary>
internal sealed partial class SettingsStore : IDisposable
{
    private readonly SettingsCompiler _compiler;
    private readonly IOptionsFactory<HttpRequestStepsOptions> _options;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly IDisposable[] _reloads;
    private volatile SettingsSnapshot? _snapshot;

    public SettingsStore(
        SettingsCompiler compiler, IOptionsFactory<HttpRequestStepsOptions> options, IEnumerable<IOptionsChangeTokenSource<HttpRequestStepsOptions>> changes, ILoggerFactory loggers)
    {
        _compiler = compiler;
        _options = options;
        _logger = loggers.CreateLogger(StepDiagnostics.SourceName);
        _reloads = [.. changes.Select(change => ChangeToken.OnChange(change.GetChangeToken, Reload))];
    }

    /// <summary>The settings.</summary>
    /// <exception cref="OptionsValidationException">They do not hold; every error is listed.</exception>
    public SettingsSnapshot Current => _snapshot ?? First();

    public void Dispose()
    {
        foreach (var reload in _reloads)
        {
            reload.Dispose();
        }

        lock (_lock)
        {
            foreach (var connection in _snapshot?.Connections.Values ?? [])
            {
                connection.Limiter?.Dispose();
            }
        }
    }

    private SettingsSnapshot First()
    {
        lock (_lock)
        {
            return _snapshot ??= Compile();
        }
    }

    private SettingsSnapshot Compile()
    {
        // The factory validates what it makes.
        var options = _options.Create(Options.DefaultName);
        return _compiler.Compile(options, _snapshot);
    }

    private void Reload()
    {
        try
        {
            lock (_lock)
            {
                _snapshot = Compile();
            }
        }
        catch (OptionsValidationException exception)
        {
            Refused(exception.Message, null);
        }
        catch (Exception exception)
        {
            Refused(exception.GetType().Name, exception);
        }
    }

    [LoggerMessage(StepEventIds.SettingsRefused, LogLevel.Error, "The changed settings do not hold and are not used; the former ones stay: {Errors}")]
    private partial void Refused(string errors, Exception? exception);
}
