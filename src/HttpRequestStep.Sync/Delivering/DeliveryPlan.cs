using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps.Sync;

/// <summary>What a definition says about delivering, ready to be used: the steps as they are executed, and the limits.</summary>
internal sealed class DeliveryPlan
{
    private const string KeyText = "{{ sync.idempotency_key }}";

    // What makes the same rows another request in another run.
    private static readonly string[] Unsteady = ["run.", "now", "today", "secrets."];

    private readonly HttpRequestStep?[] _steps;
    private readonly string[] _texts;

    public DeliveryPlan(SyncDefinition definition, DefinitionJson json)
    {
        Definition = definition;
        _steps = [Step(definition, ChangeKind.Added), Step(definition, ChangeKind.Changed), Step(definition, ChangeKind.Removed)];
        _texts = Array.ConvertAll(_steps, step => step is null ? string.Empty : Write(step, json));
        Fingerprint = MakeFingerprint();
        Answer = definition.BatchResponse is null ? null : new BatchAnswer(definition.BatchResponse);
        Attempts = definition.Errors is { Retry: SyncRetry.NextRun } ? 1 : definition.Errors?.Attempts ?? 3;
        Concurrency = definition.RateLimit?.Min(limit => limit.Concurrency) ?? (definition.AdaptiveConcurrency ? 200 : 100);
    }

    public SyncDefinition Definition { get; }

    /// <summary>What makes a plan fit only the definition it was made for, and an idempotency key the requests of that definition.</summary>
    public string Fingerprint { get; }

    public BatchAnswer? Answer { get; }

    public int Attempts { get; }

    public int Concurrency { get; }

    public bool Isolates => Definition.IsolateFailures ?? true;

    public HttpRequestStep StepOf(ChangeKind change) => _steps[(int)change]!;

    public bool IsBatch(ChangeKind change) => Definition.Triggers.Of(change)!.BatchSize is not null;

    /// <summary>Whether the same rows make the same request in another run.</summary>
    public bool IsStable(ChangeKind change) => !Array.Exists(Unsteady, _texts[(int)change].Contains);

    private static string Write(HttpRequestStep step, DefinitionJson json)
    {
        try
        {
            return json.Write(step);
        }
        catch (NotSupportedException)
        {
            // A part of the host's own without a JSON contract: only written in C#, and told by its properties.
            return step.ToString();
        }
    }

    private string MakeFingerprint()
    {
        var sizes = Enum.GetValues<ChangeKind>().Select(change => Definition.Triggers.Of(change)?.BatchSize?.Rows ?? 0);
        var text = string.Join('\0', Definition.PrimaryKey.Order(StringComparer.Ordinal).Concat(sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))).Concat(_texts));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

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
