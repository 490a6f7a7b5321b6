using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>Validates the settings when the host starts: every error at once.</summary>
internal sealed class SettingsValidator(SettingsCompiler compiler) : IValidateOptions<HttpRequestStepsOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpRequestStepsOptions options)
    {
        var errors = compiler.Validate(options);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => error.ToString()));
    }
}
