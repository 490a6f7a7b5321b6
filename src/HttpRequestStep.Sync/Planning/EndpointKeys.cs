using System.Globalization;

namespace HttpRequestSteps.Sync;

/// <summary>Where a row would be sent: rows share a batch only if its request line and headers are the same for all of them, a connection's among them.</summary>
internal sealed class EndpointKeys(DeliveryPlan plan, RowKeys keys, StepPreparer preparer, SettingsStore settings)
{
    // The step without its body, which needs not be rendered for it; null where all rows go to the same place.
    private readonly Dictionary<ChangeKind, HttpRequestStep?> _heads = [];
    private long _alone;

    public string Of(ChangeKind change, int schema, ReadOnlySpan<byte> row) =>
        plan.IsBatch(change) && Head(change) is { } head ? Render(head, keys.Codec(schema).Decode(row)) : string.Empty;

    private HttpRequestStep? Head(ChangeKind change)
    {
        if (!_heads.TryGetValue(change, out var head))
        {
            var step = plan.StepOf(change);
            _heads.Add(change, head = Texts(step).Any(MayDependOnRows) ? step with { Body = null } : null);
        }

        return head;
    }

    private static bool MayDependOnRows(string text) =>
        text.Contains(TemplateScope.Rows, StringComparison.Ordinal) && (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal));

    private IEnumerable<string> Texts(HttpRequestStep step)
    {
        var connection = step.Connection is { } name ? settings.Current.Connections.GetValueOrDefault(name)?.Definition : null;
        return Texts(step.Headers, step.Query).Append(step.Url.Value).Concat(Texts(connection?.Headers, null)).Append(connection?.BaseUrl?.Value ?? string.Empty);
    }

    private static IEnumerable<string> Texts(IReadOnlyDictionary<string, TextList>? headers, IReadOnlyDictionary<string, TextList?>? query) => (headers?.Values ?? [])
        .Concat((query?.Values ?? []).OfType<TextList>())
        .SelectMany(list => list.Select(text => text.Value));

    private string Render(HttpRequestStep head, Row row)
    {
        // The key is the same for all: it must not tell them apart.
        var input = new StepInput { RunId = "any", ["rows"] = new[] { row }, ["sync"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = plan.Definition.Name, ["idempotency_key"] = "any" } };
        try
        {
            // Rendering needs no network; only a secret may have to be asked for. What it renders to stays in memory, secrets and all.
            var execution = preparer.PrepareAsync(head, input, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            using (execution.Request)
            {
                return RequestHash.Of(execution.Request).ToString(CultureInfo.InvariantCulture);
            }
        }
        catch (Exception exception) when (exception is TemplateException or StepFailureException or StepAuthenticationException)
        {
            // It will be said when the row is sent; until then it stands alone.
            return string.Create(CultureInfo.InvariantCulture, $"alone {++_alone}");
        }
    }
}
