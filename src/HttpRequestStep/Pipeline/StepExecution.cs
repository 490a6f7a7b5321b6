namespace HttpRequestSteps;

/// <summary>One execution of a step: what the links of the chain hand to each other, and what becomes the result.</summary>
internal sealed class StepExecution(RenderContext render, RenderedRequest request, TransportProfile transport, Origin? connectionOrigin, TimeProvider time)
{
    private StepAttempt[] _attempts = [];
    private List<string>? _redirects;
    private PooledTransport? _pooled;
    private Dialer? _dialer;
    private bool _isRequested;
    private bool _isConnecting;
    private bool _isConnected;
    private bool _isSending;
    private bool _isRepeated;

    public StepPlan Plan => render.Plan;

    public RenderContext Render => render;

    public RenderedRequest Request => request;

    public TransportProfile Transport => transport;

    /// <summary>The origin of the connection's rendered base URL: the default of where its credentials may go.</summary>
    public Origin? ConnectionOrigin => connectionOrigin;

    public IReadOnlyList<StepAttempt> Attempts => _attempts;

    public int RetryNumber => _attempts.Length;

    /// <summary>The answer of the last wire request, read.</summary>
    public Answer? Answer { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public StepFailure? Failure { get; set; }

    public StepOutcome Outcome { get; set; }

    public Uri LastUri { get; private set; } = request.Uri;

    public IReadOnlyList<string> Redirects => _redirects ?? (IReadOnlyList<string>)[];

    /// <summary>The clock of the attempt; started by its first wire request, shared by its hops.</summary>
    public AttemptClock? Clock { get; set; }

    public long AttemptStarted { get; private set; }

    private long? _started;

    /// <summary>What is left of the total timeout; null when there is none.</summary>
    public TimeSpan? Remaining => Plan.TotalTimeout is { } total ? total - time.GetElapsedTime(_started ?? time.GetTimestamp()) : null;

    public bool HeadArrived { get; set; }

    /// <summary>What an attempt that ends without an answer has done so far.</summary>
    /// <remarks>
    /// A request may start a connection and then leave on another one that became free first. What proves that it did not: a body that was never asked for,
    /// or that there never was another one.
    /// </remarks>
    public DeliveryCertainty Delivery => HeadArrived
        ? DeliveryCertainty.Answered
        : !_isRequested || HasNoConnection || (IsConnecting && !_isSending && request.Body is not null) ? DeliveryCertainty.NotSent : DeliveryCertainty.Unknown;

    /// <summary>Whether the request has begun a connection that is not ready yet.</summary>
    public bool IsConnecting => _isConnecting && !_isConnected;

    /// <summary>Whether there never was a connection on which it could have left.</summary>
    public bool HasNoConnection => _dialer?.MayHaveConnectedTo(LastUri) == false;

    /// <summary>Whether the last request goes through a proxy.</summary>
    public bool UsesProxy => transport.For(LastUri).Proxy is not null;

    /// <summary>Whether it goes through a proxy that must open a tunnel for it.</summary>
    public bool UsesTunnel => UsesProxy && LastUri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether the clock of the attempt has run out.</summary>
    public bool HasTimedOut => Clock?.Token.IsCancellationRequested == true;

    /// <summary>Whether an earlier attempt may have reached the server.</summary>
    public bool WasSent => Array.Exists(_attempts, static attempt => attempt.Delivery != DeliveryCertainty.NotSent);

    /// <summary>Whether an earlier wire request of the attempt was sent: then the attempt was, wherever it ended.</summary>
    public bool HasHopped => _isRepeated || _redirects is not null;

    public StepRequestMessage CreateMessage()
    {
        var message = new StepRequestMessage(this, request.Method, request.Uri);
        if (request.Body is { } body)
        {
            message.Content = new RenderedContent(body, this, render.MaxRequestSize);
        }

        MessageHeaders.Add(message, request.Headers);
        return message;
    }

    public void BeginAttempt()
    {
        AttemptStarted = time.GetTimestamp();
        _started ??= AttemptStarted;
        Failure = null;
        _redirects = null;
        _isRepeated = false;
        BeginWireRequest(request.Uri);
    }

    /// <summary>The same request once more, after an answer that its credentials can meet.</summary>
    public void BeginRepeat(Uri uri)
    {
        _isRepeated = true;
        BeginWireRequest(uri);
    }

    public void BeginWireRequest(Uri uri)
    {
        LastUri = uri;
        HeadArrived = false;
        Answer = null;
        _dialer = null;
        _isRequested = _isConnecting = _isConnected = _isSending = false;
    }

    public void AddRedirect(Uri uri)
    {
        (_redirects ??= []).Add(Redact(uri.AbsoluteUri));
        BeginWireRequest(uri);
    }

    /// <summary>The request is complete and handed to the transport.</summary>
    public void Requested(Uri uri)
    {
        LastUri = uri;
        _isRequested = true;
    }

    public void EndAttempt(in AttemptOutcome outcome, in AttemptVerdict verdict)
    {
        Clock?.Dispose();
        Clock = null;
        var attempt = new StepAttempt
        {
            Number = outcome.Number,
            StatusCode = outcome.StatusCode,
            Kind = outcome.Kind,
            Delivery = outcome.Delivery,
            Duration = time.GetElapsedTime(AttemptStarted),
            Delay = verdict.Retry ? verdict.Delay : null,
            RetryReason = verdict.Reason,
        };
        _attempts = [.. _attempts, attempt];
    }

    public void Connecting() => _isConnecting = true;

    public void Connected() => _isConnected = true;

    public void MarkSending() => _isSending = true;

    public void UseTransport(PooledTransport pooled)
    {
        _pooled = pooled;
        _dialer = pooled.Dialer;
    }

    public void ReleaseTransport()
    {
        _pooled?.Release();
        _pooled = null;
    }

    public string Redact(string text) => render.Redactor.IsEmpty ? text : render.Redactor.Redact(text);

    public StepResult ToResult() => new()
    {
        Outcome = Outcome,
        StatusCode = Answer?.StatusCode,
        Headers = Answer?.Headers ?? ResponseHeaders.Empty,
        Body = Answer?.Body ?? StepResultBody.None,
        SchemaErrors = Answer?.SchemaErrors ?? [],
        Failure = Failure,
        FirstUri = Request.Uri,
        LastUri = LastUri,
        Redactor = render.Redactor.IsEmpty ? null : render.Redactor,
        Redirects = Redirects,
        Attempts = _attempts,
    };
}
