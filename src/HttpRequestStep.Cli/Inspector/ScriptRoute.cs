namespace HttpRequestSteps.Cli;

/// <summary>The answers to one kind of request, played in order.</summary>
/// <param name="Method">The method, or null for any.</param>
/// <param name="Path">The path, or null for any.</param>
/// <param name="Answers">One for each request on this route.</param>
/// <param name="Then">What follows the last.</param>
internal sealed record ScriptRoute(string? Method, PathGlob? Path, IReadOnlyList<InspectorAnswer> Answers, ScriptEnding Then)
{
    public bool Matches(RecordedRequest request) =>
        (Method is null || Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Path.Matches(request.Path));

    /// <summary>The answer to the request with this index on the route; null leaves it to the echo.</summary>
    public InspectorAnswer? AnswerAt(long index) => index < Answers.Count ? Answers[(int)index] : Then switch
    {
        ScriptEnding.Last => Answers[^1],
        ScriptEnding.Repeat => Answers[(int)(index % Answers.Count)],
        _ => null,
    };
}
