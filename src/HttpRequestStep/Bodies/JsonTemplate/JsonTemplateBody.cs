namespace HttpRequestSteps;

/// <summary>A text that renders to JSON. Type <c>jsonTemplate</c>; <c>application/json</c>.</summary>
public sealed record JsonTemplateBody : StepBody
{
    /// <summary>The text. Trailing commas are stripped from what it renders to; that must then be JSON, or nothing is sent.</summary>
    public required Text Template { get; init; }

    /// <summary>How outputs are written.</summary>
    /// <value>Default: <see cref="JsonEscaping.None"/>.</value>
    public JsonEscaping Escape { get; init; }
}
