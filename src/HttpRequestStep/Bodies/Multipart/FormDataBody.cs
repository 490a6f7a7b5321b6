namespace HttpRequestSteps;

/// <summary>A multipart form (RFC 7578): texts and files, repeated names kept. Type <c>formData</c>.</summary>
public sealed record FormDataBody : StepBody
{
    /// <summary>The parts, in order.</summary>
    public required IReadOnlyList<FormDataField> Fields { get; init; }
}
