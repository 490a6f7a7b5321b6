namespace HttpRequestSteps;

/// <summary>Credentials in headers of any name, such as an API key. Type <c>header</c>.</summary>
public sealed record HeaderAuthentication : StepAuthentication
{
    /// <summary>The headers; their values are always redacted.</summary>
    public required IReadOnlyDictionary<string, Text> Headers { get; init; }
}
