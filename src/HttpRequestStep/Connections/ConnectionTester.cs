namespace HttpRequestSteps;

/// <summary>Tries a connection and says which stage failed, as a "test" button does. Take it from the service provider.</summary>
public sealed class ConnectionTester
{
    private static readonly ConnectionTestStage[] InOrder =
    [
        ConnectionTestStage.Settings, ConnectionTestStage.Token, ConnectionTestStage.Egress, ConnectionTestStage.Proxy, ConnectionTestStage.Dns, ConnectionTestStage.Connect, ConnectionTestStage.Tls, ConnectionTestStage.Answer, ConnectionTestStage.Credentials,
    ];

    private readonly IHttpRequestStepExecutor _executor;
    private readonly SettingsStore _settings;

    internal ConnectionTester(IHttpRequestStepExecutor executor, SettingsStore settings)
    {
        _executor = executor;
        _settings = settings;
    }

    /// <summary>Sends one request with the connection's credentials; it never throws for what it finds.</summary>
    /// <param name="connection">The name of the connection.</param>
    /// <param name="url">What to ask for, relative to the base URL; an address that needs the credentials and changes nothing.</param>
    /// <param name="method">The method.</param>
    /// <param name="input">The variables that the connection's texts need.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    public async Task<ConnectionTestResult> TestAsync(string connection, string url = "", string method = "GET", StepInput? input = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(connection);
        ArgumentNullException.ThrowIfNull(url);
        var step = new HttpRequestStep { Name = "test-connection", Connection = connection, Method = method, Url = url, Response = new StepResponse { Type = ResponseType.Text } };
        var result = await _executor.ExecuteAsync(step, input, cancellationToken).ConfigureAwait(false);
        var failed = StageOf(connection, result);
        return new ConnectionTestResult
        {
            Connection = connection,
            Succeeded = failed is null,
            FailedStage = failed,
            Message = Message(result, failed),
            Stages = [.. Stages(connection, result, failed)],
            Result = result,
        };
    }

    private IEnumerable<ConnectionTestStageResult> Stages(string connection, StepResult result, ConnectionTestStage? failed)
    {
        var isReached = true;
        foreach (var stage in InOrder.Where(stage => stage == failed || Applies(stage, connection, result)))
        {
            isReached &= stage != failed;
            yield return new ConnectionTestStageResult(stage, stage == failed ? ConnectionTestOutcome.Failed : isReached ? ConnectionTestOutcome.Passed : ConnectionTestOutcome.NotReached);
        }
    }

    private bool Applies(ConnectionTestStage stage, string connection, StepResult result)
    {
        var definition = _settings.Current.Connections.GetValueOrDefault(connection)?.Definition;
        return stage switch
        {
            ConnectionTestStage.Token => definition?.Authentication is OAuth2Authentication,
            ConnectionTestStage.Proxy => definition?.Proxy is not null,
            ConnectionTestStage.Tls => result.Url?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ?? true,
            ConnectionTestStage.Credentials => definition?.Authentication is not (null or NoAuthentication),
            _ => true,
        };
    }

    private ConnectionTestStage? StageOf(string connection, StepResult result) => result.Failure?.Kind switch
    {
        null => null,
        FailureKind.Invalid or FailureKind.Template => ConnectionTestStage.Settings,
        FailureKind.Authentication => ConnectionTestStage.Token,
        FailureKind.Blocked => result.Failure.IsOfToken ? ConnectionTestStage.Token : ConnectionTestStage.Egress,
        FailureKind.Proxy => ConnectionTestStage.Proxy,
        FailureKind.Dns => ConnectionTestStage.Dns,
        FailureKind.Connect => ConnectionTestStage.Connect,
        FailureKind.Timeout when result.Failure.Delivery == DeliveryCertainty.NotSent => ConnectionTestStage.Connect,
        FailureKind.Tls => ConnectionTestStage.Tls,
        FailureKind.Status when IsRedirect(result) => Applies(ConnectionTestStage.Credentials, connection, result) ? ConnectionTestStage.Credentials : null,
        FailureKind.Status => result.StatusCode is 401 or 403 or 407 ? ConnectionTestStage.Credentials : result.StatusCode >= 500 ? ConnectionTestStage.Answer : null,
        _ => ConnectionTestStage.Answer,
    };

    /// <summary>Often the way to a page to sign in, which is no yes.</summary>
    private static bool IsRedirect(StepResult result) => result.StatusCode is { } status && RedirectRules.IsRedirect((System.Net.HttpStatusCode)status);

    private static string Message(StepResult result, ConnectionTestStage? failed) => (result.StatusCode, failed) switch
    {
        ({ } status, ConnectionTestStage.Credentials) when IsRedirect(result) =>
            $"The server answered {status}, a redirect{Target(result)}, which a test does not follow: it may lead to a page to sign in, so whether the credentials are accepted is not known; name a URL that answers by itself.",
        ({ } status, null) when IsRedirect(result) => $"The server answered {status}, a redirect{Target(result)}, which a test does not follow: it is reached.",
        ({ } status, ConnectionTestStage.Credentials) => $"The server answered {status}: it refuses the credentials.",
        (_, not null) => result.Failure!.Message,
        ({ } status, null) when result.Failure is not null => $"The server answered {status}: it is reached, and it did not refuse the credentials; name a URL that exists to be sure.",
        _ => $"The server answered {result.StatusCode}.",
    };

    /// <summary>Without query and fragment, which may hold more than a place.</summary>
    private static string Target(StepResult result)
    {
        if (!result.Headers.TryGetValue("Location", out var location) || location.ToString() is not { Length: > 0 } text)
        {
            return string.Empty;
        }

        var end = text.AsSpan().IndexOfAny('?', '#');
        var target = end < 0 ? text : text[..end];
        return " to " + (result.Redactor?.Redact(target) ?? target);
    }
}

/// <summary>What a test of a connection found.</summary>
public sealed record ConnectionTestResult
{
    internal ConnectionTestResult()
    {
    }

    /// <summary>The connection.</summary>
    public required string Connection { get; init; }

    /// <summary>Whether every stage passed.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The stage that failed, or null.</summary>
    public ConnectionTestStage? FailedStage { get; init; }

    /// <summary>One sentence about it, secrets redacted.</summary>
    public required string Message { get; init; }

    /// <summary>The stages that this connection has, in their order.</summary>
    public required IReadOnlyList<ConnectionTestStageResult> Stages { get; init; }

    /// <summary>The whole result of the request.</summary>
    public required StepResult Result { get; init; }
}

/// <summary>One stage of a test.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record ConnectionTestStageResult(ConnectionTestStage Stage, ConnectionTestOutcome Outcome);

/// <summary>What must go well, in this order.</summary>
public enum ConnectionTestStage
{
    /// <summary>The connection is known, its texts render, its secrets are there.</summary>
    Settings,

    /// <summary>Credentials are there: a token was given.</summary>
    Token,

    /// <summary>The host allows the destination.</summary>
    Egress,

    /// <summary>The proxy lets the request through.</summary>
    Proxy,

    /// <summary>The host name is resolved.</summary>
    Dns,

    /// <summary>The server accepts a connection.</summary>
    Connect,

    /// <summary>Certificates are accepted, on both sides.</summary>
    Tls,

    /// <summary>The server answers, and not with an error of its own.</summary>
    Answer,

    /// <summary>The server does not refuse the credentials.</summary>
    Credentials,
}

/// <summary>How a stage ended.</summary>
public enum ConnectionTestOutcome
{
    /// <summary>It went well.</summary>
    Passed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>An earlier stage failed.</summary>
    NotReached,
}
