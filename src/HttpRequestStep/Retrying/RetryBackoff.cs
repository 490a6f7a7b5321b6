using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How the wait between attempts grows.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RetryBackoff>))]
public enum RetryBackoff
{
    /// <summary>It doubles.</summary>
    Exponential,

    /// <summary>It stays.</summary>
    Constant,

    /// <summary>There is none.</summary>
    None,
}
