namespace HttpRequestSteps;

/// <summary>A request body as data. Derive a record and register its <see cref="BodySerializer{TBody}"/> to add a type.</summary>
public abstract record StepBody
{
    /// <summary>Compresses the body and sets <c>Content-Encoding</c>.</summary>
    /// <value>Default: not compressed.</value>
    public BodyCompression? Compress { get; init; }
}
