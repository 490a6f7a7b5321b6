namespace HttpRequestSteps.Sync;

/// <summary>What the destination asks for: that nothing is sent for a while. It holds for all requests of a run. Not for several threads at once.</summary>
internal sealed class DestinationPause(Chance chance, TimeProvider time)
{
    /// <summary>A longer pause is left to the next run.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const int MostWaits = 50;

    private static readonly TimeSpan BaseDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(250);

    private long _begun = long.MinValue;
    private long _answered = long.MinValue;
    private int _rounds;

    /// <summary>Nothing is sent before; a timestamp.</summary>
    public long Until { get; private set; } = long.MinValue;

    /// <summary>How long that is yet.</summary>
    public TimeSpan Left => Until <= time.GetTimestamp() ? TimeSpan.Zero : time.GetElapsedTime(time.GetTimestamp(), Until);

    public bool IsTooLong => Left > Longest + Spread;

    /// <summary>An answer, whatever it was.</summary>
    public void Listen(StepResult result)
    {
        if (RateHeaders.Pause(result.Headers, time.GetUtcNow()) is { } wait)
        {
            Extend(wait);
        }
    }

    /// <summary>The destination took rows, or judged them.</summary>
    public void Answer()
    {
        _rounds = 0;
        _answered = time.GetTimestamp();
    }

    /// <summary>The destination does not want a request now.</summary>
    public void Throttle(Piece piece, StepResult result)
    {
        // All that was under way together is answered alike: that is one round.
        var now = time.GetTimestamp();
        if (piece.Sent >= _begun)
        {
            _begun = now;
            _rounds++;
        }

        piece.Waits++;
        piece.FirstWait ??= now;
        var usual = TimeSpan.FromMilliseconds(Math.Min(BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(_rounds, 10) - 1), MaxDelay.TotalMilliseconds) * chance.NextDouble());
        var asked = RateHeaders.RetryAfterOf(result.Headers, time.GetUtcNow()) + (Spread * chance.NextDouble());
        Extend(asked > usual ? asked.Value : usual);
    }

    /// <summary>Whether a piece was told to wait so often, or would wait so long in all, that it is left to the next run.</summary>
    public bool IsEnough(Piece piece) => piece.Waits >= MostWaits || (piece.Waits > 1 && time.GetElapsedTime(piece.FirstWait!.Value, Until) > Longest);

    /// <summary>Whether nothing else was taken either since a piece was first told to wait.</summary>
    public bool IsForAll(Piece piece) => _answered < piece.FirstWait;

    private void Extend(TimeSpan wait) => Until = Math.Max(Until, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
}
