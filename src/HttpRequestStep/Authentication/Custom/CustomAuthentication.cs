namespace HttpRequestSteps;

/// <summary>Credentials in headers, query parameters and fields of the body, in any combination; at least one of them. Type <c>custom</c>.</summary>
public sealed record CustomAuthentication : StepAuthentication
{
    /// <summary>Headers, set in place of the step's own; their values are always redacted.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Text>? Headers { get; init; }

    /// <summary>Query parameters, set in place of the step's own; their values are always redacted.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Text>? Query { get; init; }

    /// <summary>Fields merged into the step's <c>urlEncoded</c>, <c>formData</c> or <c>json</c> body (the top level of an object), in place of its own of the same name; their values are always redacted.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Text>? Body { get; init; }
}
