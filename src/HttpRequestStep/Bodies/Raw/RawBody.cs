namespace HttpRequestSteps;

/// <summary>Any text. Type <c>raw</c>.</summary>
public sealed record RawBody : StepBody
{
    /// <summary>The text, sent as UTF-8.</summary>
    public required Text Content { get; init; }

    /// <summary>Its media type.</summary>
    /// <value>Default: <c>text/plain; charset=utf-8</c>.</value>
    public Text? ContentType { get; init; }
}
