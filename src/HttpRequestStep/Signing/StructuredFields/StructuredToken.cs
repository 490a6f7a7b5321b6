namespace HttpRequestSteps;

/// <summary>A token of a structured field: a word without quotes.</summary>
internal readonly record struct StructuredToken(string Text);
