namespace HttpRequestSteps;

/// <summary>JSON, its trailing commas stripped.</summary>
internal sealed class JsonTemplateFormat : IBodyFormat
{
    public static readonly JsonTemplateFormat Plain = new(escapes: false);

    public static readonly JsonTemplateFormat Escaping = new(escapes: true);

    private readonly bool _escapes;

    private JsonTemplateFormat(bool escapes)
    {
        _escapes = escapes;
    }

    public string Name => "JSON";

    public string ContentType => "application/json";

    public bool TryRender(CompiledText text, TemplateScope scope, PooledBody body) => JsonSlot.TryRender(text, scope, body, _escapes);

    public TextSlot Slot(TextBuffer buffer) => _escapes ? new JsonEscapingSlot(buffer) : buffer.Plain;

    public RenderedFault? Check(PooledBody body, ReadOnlySpan<char> text)
    {
        var fault = JsonCheck.StripAndCheck(body.Written, out var length);
        if (fault.Kind == JsonFaultKind.None)
        {
            body.Truncate(length);
            return null;
        }

        var told = JsonFaultText.Of(fault, text);
        return told with { Hint = (rendered, trace) => JsonTemplateHint.Of(fault.Kind, told.Offset, rendered, trace) };
    }
}
