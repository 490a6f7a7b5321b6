namespace HttpRequestSteps;

/// <summary>What applies when neither step nor connection says anything.</summary>
public sealed class DefaultOptions
{
    /// <summary>The time one attempt may take.</summary>
    /// <value>Default: 100 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How many retries a destination gets, all steps together.</summary>
    /// <value>Default: a fifth of the first attempts, and never less than 10 a second.</value>
    public RetryBudget RetryBudget { get; set => field = value ?? new RetryBudget(); } = new();

    /// <summary>The <c>User-Agent</c> header.</summary>
    /// <value>Default: <c>HttpRequestStep/</c> and the version.</value>
    public string UserAgent { get; set; } = "HttpRequestStep/" + typeof(DefaultOptions).Assembly.GetName().Version?.ToString(3);

    /// <summary>Whether the proxy of the environment (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c> …) is used where a definition names none. The egress policy judges it too.</summary>
    /// <value>Default: false.</value>
    public bool UseEnvironmentProxy { get; set; }
}
