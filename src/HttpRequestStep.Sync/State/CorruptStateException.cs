namespace HttpRequestSteps.Sync;

/// <summary>The state of a sync on disk is damaged. Nothing was sent by the run that found it, unless it is the plan: that is checked as it is sent.</summary>
public sealed class CorruptStateException : Exception
{
    /// <summary>Damaged state.</summary>
    public CorruptStateException()
    {
    }

    /// <summary>Damaged state.</summary>
    public CorruptStateException(string message)
        : base(message)
    {
    }

    /// <summary>Damaged state, and what showed it.</summary>
    public CorruptStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether it is the plan of a run, which can be given up without losing a row.</summary>
    internal bool IsOfPlan { get; init; }
}
