namespace HttpRequestSteps.Cli;

/// <summary>What a route does after its last answer.</summary>
internal enum ScriptEnding
{
    /// <summary>Keeps giving the last.</summary>
    Last,

    /// <summary>Starts anew.</summary>
    Repeat,

    /// <summary>Echoes the request.</summary>
    Echo,
}
