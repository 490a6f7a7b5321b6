namespace HttpRequestSteps.Cli;

/// <summary>What the script says to a request. A matched route may leave the answer to the echo.</summary>
internal readonly record struct ScriptedAnswer(bool IsMatched, InspectorAnswer? Answer)
{
    public static readonly ScriptedAnswer NotMatched = new(false, null);

}
