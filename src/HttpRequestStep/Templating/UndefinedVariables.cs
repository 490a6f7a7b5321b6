using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>What printing a variable that does not exist means. In a condition, or before <c>default</c>, it is always nil.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<UndefinedVariables>))]
public enum UndefinedVariables
{
    /// <summary>An error of kind <see cref="FailureKind.Template"/>; nothing is sent.</summary>
    Error,

    /// <summary>Nothing is printed.</summary>
    Empty,
}
