using System.Diagnostics.CodeAnalysis;

namespace HttpRequestSteps;

/// <summary>The names a template can see: the step's own, then what a place adds, then the input.</summary>
internal sealed class TemplateScope
{
    public const string Secrets = "secrets";
    public const string Files = "files";
    public const string Connection = "connection";
    public const string Run = "run";
    public const string Step = "step";
    public const string Request = "request";
    public const string Row = "row";
    public const string Rows = "rows";
    public const string RowCount = "row_count";

    private static readonly string[] OwnNames = [Connection, Files, Request, Run, Secrets, Step];

    private TimeSpan _spent;

    public required StepInput Input { get; init; }

    /// <summary>The host's run id; one is made when it is first printed and there is none.</summary>
    public string? RunId { get; set; }

    /// <summary>What is the same for every render of the definition.</summary>
    public required TemplateFrame Frame { get; init; }

    public string? IdempotencyKey { get; set; }

    /// <summary>Ends what is rendered.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The secrets of this execution.</summary>
    public Redactor Redactor { get; init; } = new();

    public IReadOnlyDictionary<string, object?>? ResolvedSecrets { get; init; }

    /// <summary>Further names of one place, such as those of a signature.</summary>
    public IReadOnlyDictionary<string, object?>? Additions { get; init; }

    public IEnumerable<string> Names => OwnNames.Concat(TryGetRowCount(out _) ? [RowCount] : []).Concat(Additions?.Keys ?? []).Concat(Input.Values.Keys);

    public bool TryGet(string name, out object? value)
    {
        if (Additions is not null && Additions.TryGetValue(name, out value))
        {
            return true;
        }

        var isGiven = Input.Values.TryGetValue(name, out var given);
        if (!TryGetOwn(name, out var own))
        {
            value = given;
            return isGiven || (name == RowCount && TryGetRowCount(out value));
        }

        value = isGiven && name != Secrets ? Merge(name, own, given!) : own;
        return true;
    }

    public TemplateScope With(IReadOnlyDictionary<string, object?> additions) => new()
    {
        Input = Input,
        RunId = RunId,
        Origin = this,
        Frame = Frame,
        IdempotencyKey = IdempotencyKey,
        Cancellation = Cancellation,
        Redactor = Redactor,
        ResolvedSecrets = ResolvedSecrets,
        Additions = additions,
    };

    /// <summary>Counts the time that templates take, whichever of the execution it is: what it waits for between them is none of it.</summary>
    /// <returns>The time that all have taken.</returns>
    public TimeSpan Spend(TimeSpan time) => Origin is null ? _spent += time : Origin.Spend(time);

    /// <summary>The scope this one adds names to: a run has one id and one time in both.</summary>
    private TemplateScope? Origin { get; init; }

    private string KnownRunId() => RunId ??= Origin?.KnownRunId() ?? Guid.CreateVersion7(Frame.Time.GetUtcNow()).ToString("N");

    /// <summary>Counts the rows of a batch, so that nobody has to.</summary>
    private bool TryGetRowCount(out object? value)
    {
        var count = TryGetGiven(Rows, out var rows) ? TemplateValues.Count(rows) : null;
        value = count;
        return count is not null;
    }

    private bool TryGetGiven(string name, out object? value) =>
        (Additions is not null && Additions.TryGetValue(name, out value)) || Input.Values.TryGetValue(name, out value);

    private bool TryGetOwn(string name, [NotNullWhen(true)] out object? value)
    {
        value = name switch
        {
            Secrets => ResolvedSecrets,
            Files => Input.BoundFiles,
            Connection => Single("name", Frame.ConnectionName),
            Step => Single("name", Frame.StepName),
            Request => Single("idempotency_key", IdempotencyKey),
            Run => Single("id", KnownRunId()),
            _ => null,
        };
        return value is not null;
    }

    /// <summary>A variable of the input may have the name of the step's own: its members are seen beside the own ones, which win.</summary>
    private Dictionary<string, object?> Merge(string name, object own, object given)
    {
        var merged = new Dictionary<string, object?>(StringComparer.Ordinal);

        // The id of a run is the host's to say, here or in StepInput.RunId.
        var (loser, winner) = name == Run && Input.RunId is null ? (own, given) : (given, own);
        foreach (var container in new[] { loser, winner })
        {
            foreach (var member in TemplateValues.Members(container))
            {
                if (TemplateValues.TryMember(container, member, out var value) && (value is not null || !merged.ContainsKey(member)))
                {
                    merged[member] = value;
                }
            }
        }

        return merged;
    }

    private static Dictionary<string, object?> Single(string name, string? value) => new(1, StringComparer.Ordinal) { [name] = value };
}

/// <summary>What a definition and the host's limits say about every render.</summary>
internal sealed class TemplateFrame
{
    private static readonly long UsualIntermediateSize = new LimitOptions().MaxIntermediateSize.Bytes;

    public string? StepName { get; init; }

    public string? ConnectionName { get; init; }

    public required long MaxRenderedSize { get; init; }

    public long MaxIntermediateSize { get; init; } = UsualIntermediateSize;

    /// <summary>How long a text may become that is made on the way to what is rendered.</summary>
    public TextLimit Intermediate => MaxIntermediateSize < MaxRenderedSize ? new TextLimit(MaxIntermediateSize, nameof(LimitOptions.MaxIntermediateSize)) : MaxRenderedSize;

    public required int MaxSteps { get; init; }

    public TimeLimit Longest { get; init; } = TimeLimit.None;

    public bool UndefinedIsEmpty { get; init; }

    public required TimeProvider Time { get; init; }
}
