namespace HttpRequestSteps.Tests.Faults;

/// <summary>What <c>"retry": { }</c> does after a failure.</summary>
internal enum Retried
{
    /// <summary>Nothing: it cannot get better by itself, or there is nothing to repeat.</summary>
    No,

    /// <summary>It repeats the request; with <c>"methods": "idempotent"</c> only if that is safe.</summary>
    Yes,
}
