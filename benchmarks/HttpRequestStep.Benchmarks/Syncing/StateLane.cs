using System.Globalization;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>What the ledger costs for each batch: marked as under way and on the disk before it is sent, its outcome after it, a hundred at once. <c>sync-state</c></summary>
internal static class StateLane
{
    public const string Name = "sync-state";

    private const int Batches = 50_000;
    private const int Concurrency = 100;
    private const int RowsOfBatch = 100;

    public static async Task RunAsync()
    {
        for (var round = 1; round <= 3; round++)
        {
            var folder = Directory.CreateTempSubdirectory("sync-state-");
            try
            {
                var lap = await RunAsync(folder.FullName);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Batches} batches: {lap.Seconds / Batches * 1e6:0.0} us and {lap.Processor / Batches * 1e6:0.0} us of the processors for each"));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static async Task<Lap> RunAsync(string folder)
    {
        using var state = SyncState.Open(folder, "rows", TimeProvider.System, new SyncProbe());
        var run = state.BeginRun("definition") with { Batches = Batches };
        state.Seal(run);
        long done = 0;
        await using var ledger = new LedgerWriter(state, () => state.PutProgress(run.Number, done, done, run.Counters));
        var stop = Lap.Begin();
        await Parallel.ForAsync(0, Batches, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (batch, _) =>
        {
            await ledger.WriteAsync(() => state.PutPiece(run.Number, new PieceRecord(batch, 0, RowsOfBatch, PieceState.InFlight, 1, (UInt128)batch)));
            ledger.Write(() => run.Counters.Sent++);
            ledger.Write(() =>
            {
                run.Counters.Added.Delivered += RowsOfBatch;
                state.PutPiece(run.Number, new PieceRecord(batch, 0, RowsOfBatch, PieceState.Done, 1, (UInt128)batch));
                done = Math.Max(done, batch - Concurrency);
            });
        });
        await ledger.WriteAsync(static () => { });
        return stop();
    }
}
