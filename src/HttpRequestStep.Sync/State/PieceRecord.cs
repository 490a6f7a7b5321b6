namespace HttpRequestSteps.Sync;

/// <summary>A part of a batch that is not the whole of it, or that may have been sent.</summary>
internal readonly record struct PieceRecord(long Batch, int First, int Count, PieceState State, int Attempt, UInt128? RequestHash);

/// <summary>The states of a piece.</summary>
internal enum PieceState
{
    /// <summary>To be sent.</summary>
    Planned = 0,

    /// <summary>It may have been sent.</summary>
    InFlight = 1,

    /// <summary>Every row of it has its outcome.</summary>
    Done = 2,
}
