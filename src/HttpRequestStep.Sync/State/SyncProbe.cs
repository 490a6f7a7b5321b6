namespace HttpRequestSteps.Sync;

/// <summary>Told where a run is: a test stops it there, to see what is left when the process dies.</summary>
internal class SyncProbe
{
    public virtual void Reach(SyncPoint point)
    {
    }
}

/// <summary>The places between which a run may die.</summary>
internal enum SyncPoint
{
    /// <summary>Rows are being read.</summary>
    Reading,

    /// <summary>The new snapshot is complete, the plan is not.</summary>
    Read,

    /// <summary>The plan is complete, the transaction that seals it is not.</summary>
    Sealing,

    /// <summary>The plan is sealed, nothing is sent.</summary>
    Sealed,

    /// <summary>The mark of a request is on the disk, no byte of it was sent.</summary>
    Marked,

    /// <summary>The answer is read, the outcome is not recorded.</summary>
    Answered,

    /// <summary>Outcomes are written, their transaction is not complete.</summary>
    Committing,

    /// <summary>Outcomes are on the disk.</summary>
    Committed,

    /// <summary>Every row has its outcome, the run is not over.</summary>
    Delivered,

    /// <summary>The run is over but for its transaction.</summary>
    Finishing,

    /// <summary>The new snapshot counts, the files of the old one are still there.</summary>
    Finished,
}
