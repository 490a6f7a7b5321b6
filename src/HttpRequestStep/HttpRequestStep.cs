namespace HttpRequestSteps;

/// <summary>One declarative HTTP call: method, URL, headers, credentials, body, response, limits and failure handling, as data.</summary>
/// <remarks>
/// Immutable, and equally at home written in C#, read from JSON or from configuration (<see cref="StepReader"/>).
/// Keep the instance: the executor compiles it once and finds the compiled plan again by reference.
/// Every <see cref="Text"/> is Liquid. Format: <c>docs/schemas/step.v1.json</c>.
/// </remarks>
public sealed record HttpRequestStep
{
    /// <summary>A name for logs, traces and results: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    /// <value>Default: none.</value>
    public string? Name { get; init; }

    /// <summary>What the step is for, in the author's words. Not sent.</summary>
    /// <value>Default: none.</value>
    public string? Description { get; init; }

    /// <summary>The name of a connection from the settings; its base URL, headers, credentials and limits then apply, and the step wins where both speak.</summary>
    /// <value>Default: none.</value>
    public string? Connection { get; init; }

    /// <summary>GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or any other valid method token (RFC 9110 section 9); CONNECT and TRACE are refused.</summary>
    /// <value>Default: <c>GET</c>.</value>
    public string Method { get => field ?? "GET"; init; }

    /// <summary>The address. Values printed into it are percent-encoded for their place and cannot change scheme, host or port. May be relative when <see cref="Connection"/> has a base URL.</summary>
    public required Text Url { get; init; }

    /// <summary>Request headers: one text or several for each name.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, TextList>? Headers { get; init; }

    /// <summary>Query parameters, appended to what the URL already has. A null, or an expression that is nil, is left out.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, TextList?>? Query { get; init; }

    /// <summary>How several values of one query parameter are written.</summary>
    /// <value>Default: <see cref="QueryArrayStyle.Repeat"/>.</value>
    public QueryArrayStyle QueryArrays { get; init; }

    /// <summary>The credentials to apply.</summary>
    /// <value>Default: those of the connection, else none.</value>
    public StepAuthentication? Authentication { get; init; }

    /// <summary>How the final bytes are signed.</summary>
    /// <value>Default: as the connection says, else not at all.</value>
    public StepSigning? Signing { get; init; }

    /// <summary>The request body; sent with every method that names one.</summary>
    /// <value>Default: none.</value>
    public StepBody? Body { get; init; }

    /// <summary>How the answer is read and checked.</summary>
    /// <value>Default: <see cref="ResponseType.Auto"/>, at most 10 MB, no schema.</value>
    public StepResponse? Response { get; init; }

    /// <summary>The statuses that count as success; all else is an error.</summary>
    /// <value>Default: <c>2xx</c>.</value>
    public StatusSet? Success { get; init; }

    /// <summary>The proxy to go through. Proxies of the environment are never used.</summary>
    /// <value>Default: the connection's, else none.</value>
    public StepProxy? Proxy { get; init; }

    /// <summary>Client certificate and trusted authorities.</summary>
    /// <value>Default: the connection's, else the system's trust.</value>
    public StepTls? Tls { get; init; }

    /// <summary>The time one attempt may take, to the last byte of the body.</summary>
    /// <value>Default: the connection's, else 100 seconds.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The time all attempts may take, waits included.</summary>
    /// <value>Default: no bound beyond that of the attempts.</value>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>Whether redirects are followed. Never from https to http; credentials never cross an origin.</summary>
    /// <value>Default: not followed.</value>
    public StepRedirects? FollowRedirects { get; init; }

    /// <summary>Refines how the step is tried again.</summary>
    /// <value>Default: as <see cref="OnFailure"/> says.</value>
    public StepRetry? Retry { get; init; }

    /// <summary>What a failure means: tried again or not, and whether the flow goes on.</summary>
    /// <value>Default: <see cref="StepOnFailure.Stop"/>.</value>
    public StepOnFailure? OnFailure { get; init; }

    /// <summary><c>off</c>, <c>auto</c>, or a text; sent as <c>Idempotency-Key</c>, the same on every attempt.</summary>
    /// <value>Default: <c>off</c>.</value>
    public Text? IdempotencyKey { get; init; }

    /// <summary>Whether printing a variable that does not exist is an error or prints nothing.</summary>
    /// <value>Default: <see cref="UndefinedVariables.Error"/>.</value>
    public UndefinedVariables UndefinedVariables { get; init; }
}
