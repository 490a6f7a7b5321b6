using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How a step ended.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<StepOutcome>))]
public enum StepOutcome
{
    /// <summary>The status counts as success and the answer could be read.</summary>
    Succeeded,

    /// <summary>It failed, and the definition says that the flow goes on.</summary>
    Continued,

    /// <summary>It failed, and the flow stops.</summary>
    Failed,
}
