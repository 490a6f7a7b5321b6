using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>Reads and writes an enum by its names in camelCase, never by numbers.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
