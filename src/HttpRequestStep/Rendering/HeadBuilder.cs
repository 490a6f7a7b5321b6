namespace HttpRequestSteps;

/// <summary>Compiles the headers and the query of a step: its own, then those of its connection that it does not have, then the defaults.</summary>
internal sealed class HeadBuilder(HttpRequestStep step, StepConnection? connection, DefaultOptions defaults, CompiledTexts texts)
{
    private static readonly Dictionary<string, TextList> NoHeaders = [];
    private static readonly Dictionary<string, TextList?> NoParameters = [];

    public HeaderLine[] Headers(bool hasKey)
    {
        var own = step.Headers ?? NoHeaders;
        var inherited = (connection?.Headers ?? NoHeaders).Where(header => !Has(own.Keys, header.Key));
        var lines = own.Concat(inherited).SelectMany(header => header.Value.Select(value => Line(header.Key, texts.Find(value)))).ToList();
        if (hasKey)
        {
            lines.Add(new HeaderLine.Key());
        }

        AddIfMissing(lines, new HeaderLine.Constant("User-Agent", defaults.UserAgent));
        AddIfMissing(lines, new HeaderLine.Constant("Accept-Encoding", ContentDecoding.Accepted));
        if (step.Body is not null)
        {
            AddIfMissing(lines, new HeaderLine.ContentType());
        }

        if (step.Body?.Compress is { } compression)
        {
            lines.Add(new HeaderLine.ContentEncoding(compression == BodyCompression.Gzip ? "gzip" : "br"));
        }

        return [.. lines];
    }

    public QueryPlan[] Query()
    {
        var own = step.Query ?? NoParameters;
        var inherited = (connection?.Query ?? NoParameters).Where(parameter => !own.ContainsKey(parameter.Key));
        return [.. own.Concat(inherited).Where(parameter => parameter.Value is not null)
            .Select(parameter => new QueryPlan(parameter.Key, [.. parameter.Value!.Select(texts.Find)], parameter.Value!.IsArray))];
    }

    // A secret is rendered each time: that is what redacts it.
    private static HeaderLine Line(string name, CompiledText text) =>
        text is { Constant: { } constant, IsSecret: false } ? new HeaderLine.Constant(name, constant) : new HeaderLine.Templated(name, text);

    private static void AddIfMissing(List<HeaderLine> lines, HeaderLine line)
    {
        if (!Has(lines.Select(present => present.Name), line.Name))
        {
            lines.Add(line);
        }
    }

    private static bool Has(IEnumerable<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
