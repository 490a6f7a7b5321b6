using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>The window of a rate limit.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RatePeriod>))]
public enum RatePeriod
{
    /// <summary>One second.</summary>
    Second,

    /// <summary>60 seconds.</summary>
    Minute,

    /// <summary>60 minutes.</summary>
    Hour,

    /// <summary>24 hours.</summary>
    Day,
}
