namespace HttpRequestSteps.Sync;

/// <summary>What a definition says about delivering, ready to be used: the steps as they are executed, and the limits.</summary>
internal sealed class DeliveryPlan
{
    private const string KeyText = "{{ sync.idempotency_key }}";

    private readonly HttpRequestStep?[] _steps;

    public DeliveryPlan(SyncDefinition definition)
    {
        Definition = definition;
        _steps = [Step(definition, ChangeKind.Added), Step(definition, ChangeKind.Changed), Step(definition, ChangeKind.Removed)];
        Answer = definition.BatchResponse is null ? null : new BatchAnswer(definition.BatchResponse);
        Attempts = definition.Errors is { Retry: SyncRetry.NextRun } ? 1 : definition.Errors?.Attempts ?? 3;
        Concurrency = definition.RateLimit?.Min(limit => limit.Concurrency) ?? (definition.AdaptiveConcurrency ? 200 : 100);
    }

    public SyncDefinition Definition { get; }

    public BatchAnswer? Answer { get; }

    public int Attempts { get; }

    public int Concurrency { get; }

    public bool Isolates => Definition.IsolateFailures ?? true;

    public HttpRequestStep StepOf(ChangeKind change) => _steps[(int)change]!;

    public bool IsBatch(ChangeKind change) => Definition.Triggers.Of(change)!.BatchSize is not null;

    /// <summary>The step of a trigger as a sync executes it: one attempt, and a key that is the sync's.</summary>
    public static HttpRequestStep? Step(SyncDefinition definition, ChangeKind change)
    {
        if (definition.Triggers.Of(change) is not { Step: { } step })
        {
            return null;
        }

        return step with
        {
            Name = step.Name ?? definition.Name,
            Connection = step.Connection ?? definition.Connection,
            IdempotencyKey = Key(definition, step),
        };
    }

    private static Text? Key(SyncDefinition definition, HttpRequestStep step)
    {
        var isAsked = step.IdempotencyKey?.Value == "auto";
        var isUsual = definition.IdempotencyKey == SyncIdempotencyKey.Auto
            && step.IdempotencyKey is null
            && step.Method.ToUpperInvariant() is ("POST" or "PATCH")
            && step.Headers?.Keys.Contains(HeaderRules.IdempotencyKey, StringComparer.OrdinalIgnoreCase) != true;
        return isAsked || isUsual ? KeyText : step.IdempotencyKey;
    }
}
