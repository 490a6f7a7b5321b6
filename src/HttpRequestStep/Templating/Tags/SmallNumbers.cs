namespace HttpRequestSteps;

/// <summary>Small whole numbers as objects that exist already: most counts are small.</summary>
internal static class SmallNumbers
{
    private static readonly object[] Known = [.. Enumerable.Range(0, 1024).Select(static number => (object)number)];

    public static object Of(int number) => (uint)number < (uint)Known.Length ? Known[number] : number;
}
