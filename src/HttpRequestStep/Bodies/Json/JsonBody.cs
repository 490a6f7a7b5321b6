namespace HttpRequestSteps;

/// <summary>JSON, rendered as a tree, so that no value can break it. Type <c>json</c>; <c>application/json</c>.</summary>
public sealed record JsonBody : StepBody
{
    /// <summary>Any JSON. Strings in it are Liquid; a string that is exactly one <c>{{ expression }}</c> keeps the value's own type.</summary>
    public required TextTree Value { get; init; }
}
