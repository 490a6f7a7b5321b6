namespace HttpRequestSteps.Cli;

/// <summary>A mistake in a script.</summary>
/// <param name="Path">The JSON path to it, such as <c>$.routes[0].answers[1].status</c>.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
internal sealed record ScriptError(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
