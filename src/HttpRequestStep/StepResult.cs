using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>What a step returns, on success and on failure alike: nothing of what happened is lost.</summary>
[JsonConverter(typeof(StepResultConverter))]
public sealed class StepResult
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = StepResultConverter.Encoder };

    // Made when it is asked for: most hosts never look at the URL of a success.
    private string? _url;

    internal StepResult()
    {
    }

    /// <summary>The URL that the step asked for, before any redirect.</summary>
    internal Uri? FirstUri { get; init; }

    internal Uri? LastUri { get; init; }

    internal Redactor? Redactor { get; init; }

    /// <summary>How the step ended.</summary>
    public StepOutcome Outcome { get; internal init; }

    /// <summary>The status of the last answer, or null when there was none.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>Response and content headers under lower-case names, in the order they came; empty without a response.</summary>
    public ResponseHeaders Headers { get; internal init; } = ResponseHeaders.Empty;

    /// <summary>The body as it was read.</summary>
    public StepResultBody Body { get; internal init; } = StepResultBody.None;

    /// <summary>Why it failed, or null when it succeeded.</summary>
    public StepFailure? Failure { get; internal init; }

    /// <summary>The last URL requested, secrets redacted; null when nothing could be rendered.</summary>
    public string? Url => _url ??= LastUri is { } uri ? Redactor?.Redact(uri.AbsoluteUri) ?? uri.AbsoluteUri : null;

    /// <summary>The URLs requested after the first, in order.</summary>
    public IReadOnlyList<string> Redirects { get; internal init; } = [];

    /// <summary>Every attempt, in order; empty when nothing could be sent.</summary>
    public IReadOnlyList<StepAttempt> Attempts { get; internal init; } = [];

    /// <summary>Where the body does not meet the response schema.</summary>
    public IReadOnlyList<SchemaError> SchemaErrors { get; internal init; } = [];

    /// <summary>Whether the step succeeded.</summary>
    public bool Succeeded => Outcome == StepOutcome.Succeeded;

    /// <summary>Returns this result if the step succeeded.</summary>
    /// <exception cref="HttpRequestStepException">It did not; the exception carries this result.</exception>
    public StepResult EnsureSucceeded() => Succeeded ? this : throw new HttpRequestStepException(this);

    /// <summary>Writes the result as JSON (DEFINITIONS section 1); a binary body as base64.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        StepResultConverter.Write(writer, this);
    }

    /// <summary>The result as indented JSON.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
