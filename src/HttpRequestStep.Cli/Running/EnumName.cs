using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>The name of an enum's value as the result has it.</summary>
internal static class EnumName
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
