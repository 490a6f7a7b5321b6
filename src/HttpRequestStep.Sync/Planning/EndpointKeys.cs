namespace HttpRequestSteps.Sync;

/// <summary>Where a row would be sent: rows share a batch only if its request line and headers are the same for all of them.</summary>
internal sealed class EndpointKeys(DeliveryPlan plan, RowKeys keys, IHttpRequestStepExecutor executor)
{
    private readonly Dictionary<ChangeKind, bool> _depend = [];

    public string Of(ChangeKind change, int schema, ReadOnlySpan<byte> row) =>
        plan.IsBatch(change) && DependsOnRows(change) ? Render(change, keys.Codec(schema).Decode(row)) : string.Empty;

    private bool DependsOnRows(ChangeKind change)
    {
        if (!_depend.TryGetValue(change, out var depends))
        {
            var step = plan.StepOf(change);
            depends = Texts(step).Any(text => text.Contains(TemplateScope.Rows, StringComparison.Ordinal) && (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal)));
            _depend.Add(change, depends);
        }

        return depends;
    }

    private static IEnumerable<string> Texts(HttpRequestStep step) => (step.Headers?.Values ?? [])
        .Concat((step.Query?.Values ?? []).OfType<TextList>())
        .SelectMany(list => list.Select(text => text.Value))
        .Prepend(step.Url.Value);

    private string Render(ChangeKind change, Row row)
    {
        var input = new StepInput { ["rows"] = new[] { row }, ["sync"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = plan.Definition.Name, ["idempotency_key"] = "any" } };
        try
        {
            // Rendering needs no network; only a secret may have to be asked for.
            var preview = executor.RenderAsync(plan.StepOf(change) with { Body = null }, input).GetAwaiter().GetResult();
            return string.Join('\n', preview.Headers.Select(header => $"{header.Key}: {header.Value}").Prepend(preview.Url));
        }
        catch (HttpRequestStepException)
        {
            // It will be said when the row is sent; until then it stands alone.
            return Guid.NewGuid().ToString("N");
        }
    }
}
