namespace HttpRequestSteps;

/// <summary>One part of a multipart form.</summary>
public abstract record FormDataField
{
    /// <summary>The name of the field.</summary>
    public required Text Name { get; init; }

    /// <summary>The part's media type.</summary>
    /// <value>Default: none for a text; for a file what its extension tells, else <c>application/octet-stream</c>.</value>
    public Text? ContentType { get; init; }
}

/// <summary>A text part. Type <c>text</c>.</summary>
public sealed record FormDataText : FormDataField
{
    /// <summary>The text, sent as UTF-8.</summary>
    public required Text Value { get; init; }
}

/// <summary>A file part, streamed. Type <c>file</c>.</summary>
public sealed record FormDataFile : FormDataField
{
    /// <summary>The reference: <c>{{ files.NAME }}</c> or one of the host's file store. Never a path.</summary>
    public required Text File { get; init; }

    /// <summary>The file name that is sent.</summary>
    /// <value>Default: the reference's own name.</value>
    public Text? FileName { get; init; }
}
