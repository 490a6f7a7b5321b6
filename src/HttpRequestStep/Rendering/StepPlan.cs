namespace HttpRequestSteps;

/// <summary>A step, validated and compiled against the settings of now.</summary>
internal sealed class StepPlan
{
    public required HttpRequestStep Step { get; init; }

    public required SettingsSnapshot Settings { get; init; }

    public ConnectionPlan? Connection { get; init; }

    public required CompiledTexts Texts { get; init; }

    public required TemplateFrame Frame { get; init; }

    public required HttpMethod Method { get; init; }

    public required UrlTemplate Url { get; init; }

    public required HeaderLine[] Headers { get; init; }

    public required QueryPlan[] Query { get; init; }

    public StepAuthentication? Authentication { get; init; }

    public AuthenticationHandler? AuthenticationHandler { get; init; }

    public AuthorizationMemo Authorization { get; } = new();

    /// <summary>Whether the credentials are the connection's, so that its AllowedHosts bind them.</summary>
    public required bool IsConnectionAuthentication { get; init; }

    public ISignatureScheme? Signing { get; init; }

    public StepBody? Body { get; init; }

    public BodySerializer? BodySerializer { get; init; }

    /// <summary>The credentials that go into the body.</summary>
    public required IReadOnlyList<KeyValuePair<string, CompiledText>> BodyFields { get; init; }

    public StepProxy? Proxy { get; init; }

    public TlsPlan? Tls { get; init; }

    public required ResponsePlan Response { get; init; }

    public required StatusSet Success { get; init; }

    public required RetryPlan Retry { get; init; }

    public required IContinueStrategy Continue { get; init; }

    public required StepRedirects Redirects { get; init; }

    /// <summary>Whether the host's limit, not the definition, says how many redirects are followed.</summary>
    public bool AreRedirectsLimited { get; init; }

    public required TimeSpan Timeout { get; init; }

    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>Null for off; a compiled text, or <see cref="AutoKey"/>.</summary>
    public CompiledText? IdempotencyKey { get; init; }

    public bool AutoKey { get; init; }

    /// <summary>The names of the secrets to resolve before rendering.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }
}

/// <summary>One query parameter with its texts.</summary>
internal readonly record struct QueryPlan(string Name, CompiledText[] Values, bool IsArray);

/// <summary>How the answer is read.</summary>
internal sealed record ResponsePlan(ResponseType Type, JsonSchema? Schema, SchemaMismatch OnSchemaMismatch, long MaxSize, string MaxSizeSource);
