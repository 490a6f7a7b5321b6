namespace HttpRequestSteps;

/// <summary>What a result's body is.</summary>
public enum StepResultBodyKind
{
    /// <summary>There is none: empty, not read, or no answer.</summary>
    None,

    /// <summary>Parsed JSON.</summary>
    Json,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes; base64 in the result's JSON.</summary>
    Binary,

    /// <summary>A reference into the host's file store.</summary>
    File,
}
