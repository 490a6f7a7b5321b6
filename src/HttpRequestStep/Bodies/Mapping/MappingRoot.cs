namespace HttpRequestSteps;

/// <summary>Where the rows of a mapping go.</summary>
/// <param name="IsObject">Whether the one row is the body.</param>
/// <param name="Steps">The path to the array of rows; empty when that is the body.</param>
internal sealed record MappingRoot(bool IsObject, MappingStep[] Steps)
{
    private const string Object = "object";
    private const string Array = "array";

    private static readonly MappingRoot One = new(true, []);
    private static readonly MappingRoot Many = new(false, []);

    /// <summary>What a definition says, or why it says nothing.</summary>
    public static (MappingRoot Root, string? Error) Parse(string? root)
    {
        if (root is null or Object or Array)
        {
            return (root == Array ? Many : One, null);
        }

        var (steps, error) = MappingPath.Parse(root);
        if (error is not null)
        {
            return (One, $"Expected \"object\", \"array\" or a path under which the rows go. {error}");
        }

        return System.Array.Exists(steps, step => step.Name is null && step.Index > 0)
            ? (One, "The path to the rows may hold no index but 0: it would leave a hole.")
            : (new MappingRoot(false, steps), null);
    }
}
