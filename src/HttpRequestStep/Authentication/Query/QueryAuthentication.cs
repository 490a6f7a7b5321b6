namespace HttpRequestSteps;

/// <summary>Credentials in query parameters. Type <c>query</c>.</summary>
public sealed record QueryAuthentication : StepAuthentication
{
    /// <summary>The parameters; their values are always redacted.</summary>
    public required IReadOnlyDictionary<string, Text> Query { get; init; }
}
