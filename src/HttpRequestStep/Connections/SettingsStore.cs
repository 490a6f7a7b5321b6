using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>The compiled settings of now. A reload that does not hold keeps the former ones: a typing error must not stop a running host.</summary>
internal sealed class SettingsStore
{
    private readonly SettingsCompiler _compiler;
    private readonly IOptionsMonitor<HttpRequestStepsOptions> _options;
    private SettingsSnapshot? _snapshot;

    public SettingsStore(SettingsCompiler compiler, IOptionsMonitor<HttpRequestStepsOptions> options)
    {
        _compiler = compiler;
        _options = options;
        options.OnChange(Reload);
    }

    /// <summary>The settings.</summary>
    /// <exception cref="OptionsValidationException">They do not hold; every error is listed.</exception>
    public SettingsSnapshot Current => _snapshot ??= Compile(_options.CurrentValue);

    private SettingsSnapshot Compile(HttpRequestStepsOptions options)
    {
        var errors = new List<DefinitionError>();
        var snapshot = _compiler.Compile(options, errors);
        return errors.Count == 0
            ? snapshot
            : throw new OptionsValidationException(Options.DefaultName, typeof(HttpRequestStepsOptions), errors.Select(error => error.ToString()));
    }

    private void Reload(HttpRequestStepsOptions options)
    {
        try
        {
            _snapshot = Compile(options);
        }
        catch (OptionsValidationException)
        {
            // The options framework reports it; what ran goes on.
        }
    }
}
