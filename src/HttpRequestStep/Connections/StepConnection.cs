namespace HttpRequestSteps;

/// <summary>A named connection of the settings: base URL, credentials, transport and limits, shared by every step that names it.</summary>
public sealed record StepConnection
{
    /// <summary>The address that relative step URLs are appended to.</summary>
    /// <value>Default: none.</value>
    public Text? BaseUrl { get; init; }

    /// <summary>Headers of every request; a step's own win.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, TextList>? Headers { get; init; }

    /// <summary>Query parameters of every request; a step's own win.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, TextList?>? Query { get; init; }

    /// <summary>The credentials; they only ever go to <see cref="AllowedHosts"/>.</summary>
    /// <value>Default: none.</value>
    public StepAuthentication? Authentication { get; init; }

    /// <summary>How requests are signed.</summary>
    /// <value>Default: not at all.</value>
    public StepSigning? Signing { get; init; }

    /// <summary>The proxy.</summary>
    /// <value>Default: none.</value>
    public StepProxy? Proxy { get; init; }

    /// <summary>Client certificate and trusted authorities.</summary>
    /// <value>Default: the system's trust.</value>
    public StepTls? Tls { get; init; }

    /// <summary>The time one attempt may take.</summary>
    /// <value>Default: that of the settings' <see cref="DefaultOptions"/>.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Rate and concurrency limits, shared by all steps that use the connection.</summary>
    /// <value>Default: none.</value>
    public RateLimits? RateLimit { get; init; }

    /// <summary>The name of the rate limiter that keeps the limits: <c>local</c> or a host's own.</summary>
    /// <value>Default: <c>local</c>, this process.</value>
    public string RateLimiter { get => field ?? RateLimiterNames.Local; init; }

    /// <summary>How many retries the destination gets, all steps together.</summary>
    /// <value>Default: that of the settings' <see cref="DefaultOptions"/>.</value>
    public RetryBudget? RetryBudget { get; init; }

    /// <summary>When the connection is left alone for a while since it fails too often.</summary>
    /// <value>Default: never.</value>
    public CircuitBreaker? CircuitBreaker { get; init; }

    /// <summary>Where the credentials may go: host names, <c>*.name</c>, each with an optional port.</summary>
    /// <value>Default: the origin of <see cref="BaseUrl"/> alone.</value>
    public IReadOnlyList<string>? AllowedHosts { get; init; }
}
