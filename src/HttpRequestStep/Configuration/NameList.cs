namespace HttpRequestSteps;

/// <summary>Names as a sentence lists them.</summary>
internal static class NameList
{
    public static string Of(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
