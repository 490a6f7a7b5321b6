namespace HttpRequestSteps.Cli;

/// <summary>What became of an answer.</summary>
internal enum AnswerOutcome
{
    /// <summary>Sent whole.</summary>
    Sent,

    /// <summary>Cut short on purpose, after promising more.</summary>
    Truncated,

    /// <summary>The connection was reset on purpose, with nothing sent.</summary>
    Reset,

    /// <summary>The client left, or the inspector stopped, while the answer was held back.</summary>
    Abandoned,
}
