namespace HttpRequestSteps.Sync;

/// <summary>The first requests of a plan, as they would be sent.</summary>
internal sealed class SampleRequests(DeliveryPlan plan, RowKeys keys, IHttpRequestStepExecutor executor)
{
    private const int OfEachTrigger = 2;
    private const int MostOfBody = 4096;
    private const int MostBatches = 10_000;

    public async Task<IReadOnlyList<SyncSample>> RenderAsync(string file, RunRecord run, CancellationToken cancellationToken)
    {
        var samples = new List<SyncSample>();
        using var reader = new PlanReader(file, 0, 0, run.Batches);
        for (var read = 0; read < MostBatches && reader.Next() is { } batch; read++)
        {
            if (samples.Count(sample => sample.Trigger == batch.Change) < OfEachTrigger)
            {
                samples.Add(await RenderAsync(new Piece(batch, 0, batch.Count), run, cancellationToken).ConfigureAwait(false));
            }
        }

        return samples;
    }

    private async Task<SyncSample> RenderAsync(Piece piece, RunRecord run, CancellationToken cancellationToken)
    {
        var sample = new SyncSample { Trigger = piece.Change, Rows = piece.Count };
        try
        {
            var preview = await executor.RenderAsync(plan.StepOf(piece.Change), PieceInput.Create(piece, plan, keys, run, delivery: null), cancellationToken).ConfigureAwait(false);
            var body = preview.BodyText;
            return sample with { Method = preview.Method, Url = preview.Url, Body = body?.Length > MostOfBody ? body[..MostOfBody] + "…" : body };
        }
        catch (HttpRequestStepException exception)
        {
            return sample with { Error = exception.Result.Failure!.Message };
        }
    }
}
