using System.Data.Common;

namespace HttpRequestSteps.Sync;

/// <summary>Renders connection strings, as late as possible.</summary>
internal sealed class ConnectionStrings(SecretStore secrets, TimeProvider time)
{
    private const string Path = "$.source.connectionString";
    private const int LongestRendered = 64 * 1024;
    private const int MostSteps = 10_000;

    private static readonly string[] SecretWords = ["password", "pwd", "secret", "key", "token", "passphrase"];

    public static IReadOnlyList<string> Validate(Text text)
    {
        var errors = new List<string>();
        _ = TemplateCompiler.Compile(text, Path, errors.Add, isSecret: true);
        return errors;
    }

    /// <summary>The connection string, and what keeps it out of messages.</summary>
    /// <exception cref="RowSourceException">A secret is not known, or the template fails.</exception>
    public async ValueTask<(string ConnectionString, Redactor Redactor)> ResolveAsync(Text? text, CancellationToken cancellationToken)
    {
        var redactor = new Redactor();
        if (text is null)
        {
            return (string.Empty, redactor);
        }

        var rendered = await RenderAsync(text, redactor, cancellationToken).ConfigureAwait(false);
        redactor.Add(rendered);
        foreach (var part in SecretParts(rendered))
        {
            redactor.Add(part);
        }

        return (rendered, redactor);
    }

    private async ValueTask<string> RenderAsync(Text text, Redactor redactor, CancellationToken cancellationToken)
    {
        var compiled = TemplateCompiler.Compile(text, Path, static message => throw new RowSourceException(message), isSecret: true)!;
        try
        {
            var values = await secrets.ResolveAsync(compiled.Secrets, cancellationToken).ConfigureAwait(false);
            foreach (var value in values.Values)
            {
                redactor.Add(value as string);
            }

            return compiled.Render(new TemplateScope
            {
                Input = StepInput.Empty,
                Redactor = redactor,
                ResolvedSecrets = values,
                Frame = new TemplateFrame { MaxRenderedSize = LongestRendered, MaxSteps = MostSteps, Time = time },
            });
        }
        catch (Exception exception) when (exception is TemplateException or StepFailureException)
        {
            throw new RowSourceException(redactor.Redact(exception.Message));
        }
    }

    private static string[] SecretParts(string connectionString)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return [.. parts.Keys.Cast<string>().Where(name => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))).Select(name => (string)parts[name])];
        }
        catch (ArgumentException)
        {
            // Not of the usual form: the provider will say so.
            return [];
        }
    }
}
