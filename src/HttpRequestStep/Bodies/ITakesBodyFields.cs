namespace HttpRequestSteps;

/// <summary>A body serializer that merges the <see cref="RenderContext.BodyFields"/> into what it renders.</summary>
internal interface ITakesBodyFields
{
    /// <summary>Why this body cannot take any, as far as its definition shows; null when it can.</summary>
    string? RefusesFields(StepBody body, CompiledTexts texts);
}
