namespace HttpRequestSteps;

/// <summary>What a verifier accepts.</summary>
public sealed class WebhookVerifierOptions
{
    /// <summary>The secrets or keys that are active, while one follows another for example; the result says which one fits.</summary>
    /// <value>Default: that of the signing alone.</value>
    public IReadOnlyList<VerificationSecret>? Secrets { get; init; }

    /// <summary>How far the time of a signature may be from now, back and ahead, where the scheme has a time.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What says what time it is.</summary>
    /// <value>Default: the system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
