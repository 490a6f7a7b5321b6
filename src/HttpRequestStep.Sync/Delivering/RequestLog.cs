using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>Keeps the last requests and answers for whoever looks for a mistake: bounded, and without secrets.</summary>
/// <remarks>A request is rendered again for it, with the time and the seed of the one that was sent: that gives the same, and costs nothing for all the requests that are not kept. Whatever fails here harms no delivery.</remarks>
internal sealed class RequestLog(SyncState state, RunRecord run, DeliveryPlan plan, RowKeys keys, IHttpRequestStepExecutor executor, TimeProvider time)
{
    private const int MostOfBody = 64 * 1024;
    private const int SuccessesOfRun = 20;
    private const int FailuresOfRun = 200;
    private const int KeysOfRequest = 10;

    private int _successes;
    private int _failures;

    public async ValueTask AddAsync(LedgerWriter ledger, Piece piece, StepResult result, TimeSpan duration)
    {
        if (result.Succeeded ? Interlocked.Increment(ref _successes) > SuccessesOfRun : Interlocked.Increment(ref _failures) > FailuresOfRun)
        {
            return;
        }

        var request = await RenderAsync(piece).ConfigureAwait(false);
        try
        {
            var entry = Entry(piece, result, duration, request);
            ledger.Write(() => state.PutRequest(entry));
        }
        catch (Exception)
        {
            // A history without this request is better than a row whose delivery is not known.
        }
    }

    private RequestLogEntry Entry(Piece piece, StepResult result, TimeSpan duration, RenderedRequestPreview? request) => new()
    {
        Run = run.Number,
        At = time.GetUtcNow(),
        Change = piece.Change,
        Rows = piece.Count,
        Keys = string.Join(", ", Enumerable.Range(0, Math.Min(piece.Count, KeysOfRequest)).Select(index => keys.Text(piece, index))) + (piece.Count > KeysOfRequest ? ", …" : string.Empty),
        Method = request?.Method,
        Url = result.Url ?? request?.Url,
        RequestHeaders = request is null ? null : string.Join('\n', request.Headers.Select(header => $"{header.Key}: {header.Value}")),
        RequestBody = Cut(request?.BodyText),
        Status = result.StatusCode,
        Outcome = result.Succeeded ? "succeeded" : JsonNamingPolicy.CamelCase.ConvertName(result.Failure!.Kind.ToString()),
        Error = result.Failure?.Message,
        ResponseHeaders = string.Join('\n', result.Headers.Select(header => $"{header.Key}: {header.Value}")),
        ResponseBody = Body(result.Body),
        DurationMs = duration.TotalMilliseconds,
    };

    private async ValueTask<RenderedRequestPreview?> RenderAsync(Piece piece)
    {
        try
        {
            var delivery = new StepDelivery { Now = run.Started, Seed = piece.IdempotencyKey(plan.Definition.Name) };
            return await executor.RenderAsync(plan.StepOf(piece.Change), PieceInput.Create(piece, plan, keys, run, delivery)).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The failure of the row says why it cannot be rendered; a host's own parts may throw anything.
            return null;
        }
    }

    private static string? Body(StepResultBody body) => body.Kind switch
    {
        StepResultBodyKind.Json => Cut(body.Json.GetRawText()),
        StepResultBodyKind.Text => Cut(body.Text),
        StepResultBodyKind.Binary => $"({body.Bytes.Length} bytes)",
        StepResultBodyKind.File => body.File,
        _ => null,
    };

    private static string? Cut(string? text) => text is null || text.Length <= MostOfBody ? text : text[..MostOfBody] + "…";
}

/// <summary>One request and its answer.</summary>
internal sealed record RequestLogEntry
{
    public long Run { get; init; }

    public DateTimeOffset At { get; init; }

    public ChangeKind Change { get; init; }

    public int Rows { get; init; }

    public string? Keys { get; init; }

    public string? Method { get; init; }

    public string? Url { get; init; }

    public string? RequestHeaders { get; init; }

    public string? RequestBody { get; init; }

    public int? Status { get; init; }

    public required string Outcome { get; init; }

    public string? Error { get; init; }

    public string? ResponseHeaders { get; init; }

    public string? ResponseBody { get; init; }

    public double DurationMs { get; init; }
}
