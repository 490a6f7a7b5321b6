namespace HttpRequestSteps;

/// <summary>A message that knows its execution: the chain's data for one call travel in it, never in a handler.</summary>
/// <remarks>A derived message costs nothing; the options dictionary of a message costs 300 bytes (docs/decisions/0003-per-call-data.md).</remarks>
internal sealed class StepRequestMessage(StepExecution execution, HttpMethod method, Uri uri) : HttpRequestMessage(method, uri)
{
    public StepExecution Execution => execution;

    /// <summary>Whether a redirect has left the origin of the first request; credentials are then never applied again.</summary>
    public bool HasLeftOrigin { get; init; }

    /// <summary>What its authentication scheme remembers of it from one sending to the next.</summary>
    public object? AuthenticationState { get; set; }

    public static StepExecution ExecutionOf(HttpRequestMessage request) => request is StepRequestMessage message
        ? message.Execution
        : throw new InvalidOperationException("A handler of the step client must pass on the request it was given, not another one.");
}
