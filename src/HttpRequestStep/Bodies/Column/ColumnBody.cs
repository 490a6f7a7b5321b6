namespace HttpRequestSteps;

/// <summary>A column of the row that holds ready JSON; a batch becomes an array. Type <c>column</c>; <c>application/json</c>.</summary>
public sealed record ColumnBody : StepBody
{
    /// <summary>The name of the column. It holds JSON as text, or a JSON value.</summary>
    public required string Column { get; init; }
}
