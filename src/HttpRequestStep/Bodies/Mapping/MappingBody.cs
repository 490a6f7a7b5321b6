namespace HttpRequestSteps;

/// <summary>JSON made of fields that are filled from columns, constants and templates. Type <c>mapping</c>; <c>application/json</c>.</summary>
public sealed record MappingBody : StepBody
{
    /// <summary>The fields, in the order in which they are written.</summary>
    public required IReadOnlyList<MappingField> Fields { get; init; }

    /// <summary>What the rows become: <c>object</c>, <c>array</c>, or a path under which an array of them goes.</summary>
    /// <value>Default: <c>object</c>, which takes a single row.</value>
    public string? Root { get; init; }
}
