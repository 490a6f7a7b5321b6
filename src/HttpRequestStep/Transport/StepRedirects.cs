using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How redirects are followed. In JSON <c>true</c>, <c>false</c>, or an object.</summary>
[JsonConverter(typeof(StepRedirectsConverter))]
public sealed record StepRedirects
{
    /// <summary>Followed, at most ten.</summary>
    public static StepRedirects Follow { get; } = new();

    /// <summary>Not followed.</summary>
    public static StepRedirects Off { get; } = new() { Max = 0 };

    /// <summary>How many redirects are followed before the step fails.</summary>
    /// <value>Default: 10.</value>
    public int Max { get; init; } = 10;

    /// <summary>Whether a redirect to another origin (scheme, host, port) is a failure.</summary>
    /// <value>Default: false.</value>
    public bool SameOriginOnly { get; init; }
}
