using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>What a body that does not meet its schema means.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SchemaMismatch>))]
public enum SchemaMismatch
{
    /// <summary>The step fails with <see cref="FailureKind.Schema"/>.</summary>
    Fail,

    /// <summary>The step succeeds; the result lists the errors.</summary>
    Report,
}
