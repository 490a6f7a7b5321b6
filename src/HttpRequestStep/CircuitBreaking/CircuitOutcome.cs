using System.Runtime.ExceptionServices;

namespace HttpRequestSteps;

/// <summary>How an attempt went, as the circuit of its connection sees it.</summary>
internal readonly record struct CircuitOutcome(CircuitNews News, HttpResponseMessage? Response, ExceptionDispatchInfo? Exception);

/// <summary>What an attempt tells of its destination.</summary>
internal enum CircuitNews
{
    /// <summary>It answers.</summary>
    Good,

    /// <summary>It fails.</summary>
    Bad,

    /// <summary>Nothing: the attempt ended for a reason of our own.</summary>
    None,
}
