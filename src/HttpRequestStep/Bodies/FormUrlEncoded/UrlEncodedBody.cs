namespace HttpRequestSteps;

/// <summary>A form (WHATWG URL, section 5). Type <c>urlEncoded</c>; <c>application/x-www-form-urlencoded</c>.</summary>
public sealed record UrlEncodedBody : StepBody
{
    /// <summary>The fields: one text or several for each name.</summary>
    public required IReadOnlyDictionary<string, TextList> Fields { get; init; }
}
