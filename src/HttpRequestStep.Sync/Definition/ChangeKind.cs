using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>What happened to a row since it was last delivered.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>Its key was not known.</summary>
    Added,

    /// <summary>A compared column has another value.</summary>
    Changed,

    /// <summary>It is no longer there.</summary>
    Removed,
}
