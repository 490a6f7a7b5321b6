using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>What a failure means, on two independent axes: whether the step is tried again, and whether the flow goes on.</summary>
/// <remarks>In JSON one of the six presets of Alta, or <c>{ "retry": …, "continue": … }</c>.</remarks>
[JsonConverter(typeof(StepOnFailureConverter))]
public sealed record StepOnFailure
{
    /// <summary>No retry, and the flow stops. The default.</summary>
    public static StepOnFailure Stop { get; } = FromPreset(FailurePreset.Stop);

    /// <summary>As <see cref="Stop"/>, and no retry even if one is refined.</summary>
    public static StepOnFailure DoNotRetry { get; } = FromPreset(FailurePreset.DoNotRetry);

    /// <summary>Every failure that could get better is tried again; then the flow stops.</summary>
    public static StepOnFailure RetryOnAllErrors { get; } = FromPreset(FailurePreset.RetryOnAllErrors);

    /// <summary>5xx and failures without a status are tried again; then the flow stops.</summary>
    public static StepOnFailure RetryOnServerErrors { get; } = FromPreset(FailurePreset.RetryOnServerErrors);

    /// <summary>The flow goes on after any failure.</summary>
    public static StepOnFailure ContinueOnAllErrors { get; } = FromPreset(FailurePreset.ContinueOnAllErrors);

    /// <summary>The flow goes on after 4xx, and after 3xx that were not followed.</summary>
    public static StepOnFailure ContinueOnClientErrors { get; } = FromPreset(FailurePreset.ContinueOnClientErrors);

    /// <summary>The preset, or null when the axes are given.</summary>
    /// <value>Default: none.</value>
    public FailurePreset? Preset { get; private init; }

    /// <summary>The name of the retry strategy: <c>never</c>, <c>serverErrors</c>, <c>transient</c>, <c>allErrors</c> or a host's own.</summary>
    /// <value>Default: <c>never</c>, or <c>transient</c> beside a <see cref="StepRetry"/>.</value>
    public string? Retry { get; init; }

    /// <summary>The name of the continue strategy: <c>never</c>, <c>clientErrors</c>, <c>allErrors</c> or a host's own.</summary>
    /// <value>Default: <c>never</c>.</value>
    public string? Continue { get; init; }

    internal static StepOnFailure FromPreset(FailurePreset preset) => new() { Preset = preset };
}
