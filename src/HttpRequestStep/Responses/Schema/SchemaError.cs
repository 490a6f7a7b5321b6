namespace HttpRequestSteps;

/// <summary>One way in which a response body does not meet the step's JSON Schema.</summary>
/// <param name="Path">Where in the body, as a JSON path: <c>$.items[2].id</c>, <c>$['odd name']</c>.</param>
/// <param name="Message">What was expected and what was found. Long values are cut.</param>
public sealed record SchemaError(string Path, string Message);
