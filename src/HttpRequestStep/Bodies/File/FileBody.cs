namespace HttpRequestSteps;

/// <summary>A file, streamed. Type <c>file</c>.</summary>
public sealed record FileBody : StepBody
{
    /// <summary>The reference: <c>{{ files.NAME }}</c> or one of the host's file store. Never a path.</summary>
    public required Text File { get; init; }

    /// <summary>Its media type.</summary>
    /// <value>Default: what the file's extension tells, else <c>application/octet-stream</c>.</value>
    public Text? ContentType { get; init; }
}
