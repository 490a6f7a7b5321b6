namespace HttpRequestSteps.Tests.Faults;

/// <summary>A section of the matrix, and its rows that have no test.</summary>
internal sealed record MatrixSection(string Title, int First, int Last, params MissingRow[] Missing)
{
    private const string NoTriggers = "not built yet";

    public static IReadOnlyList<MatrixSection> All { get; } =
    [
        new("Before and during connect", 1, 26),
        new("The head of the answer", 27, 41),
        new("The body of the answer", 42, 62),
        new("Status, retry, limits", 63, 78),
        new("Redirects and pagination", 79, 90),
        new("Templates and bodies", 91, 99),
        new("Sync", 100, 116),
        new(
            "Triggers", 117, 124,
            new(120, "a body of 100 MB, one that drips, one of the wrong type", NoTriggers),
            new(122, "the handler crashes before or after its answer", NoTriggers),
            new(123, "polling: errors, nothing new, items out of order", NoTriggers),
            new(124, "polls that overlap or are missed", NoTriggers)),
        new("Cancellation, disposal, misuse", 125, 132),
    ];
}

/// <summary>A row that has no test, and why.</summary>
internal sealed record MissingRow(int Number, string Fault, string Reason);
