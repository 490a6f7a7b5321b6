using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>One render of a mapping: where it writes, and what its templates see.</summary>
internal sealed class MappingRun : IDisposable
{
    private readonly Dictionary<string, object?>? _row;
    private readonly MappingConversion _conversion;

    /// <summary>A run that writes here.</summary>
    /// <param name="writer">The writer of the body.</param>
    /// <param name="context">The render it belongs to.</param>
    /// <param name="setsRow">Whether the templates of the mapping see a row that the input does not name.</param>
    public MappingRun(Utf8JsonWriter writer, RenderContext context, bool setsRow)
    {
        Writer = writer;
        Redactor = context.Redactor;
        Scope = context.Scope;
        _conversion = new MappingConversion(context.MaxRequestSize, context.Redactor);
        if (setsRow)
        {
            _row = new Dictionary<string, object?>(context.Scope.Additions ?? new Dictionary<string, object?>(), StringComparer.Ordinal);
            Scope = context.Scope.With(_row);
        }
    }

    public Utf8JsonWriter Writer { get; }

    public TemplateScope Scope { get; }

    public Redactor Redactor { get; }

    public void Write(in TemplateValue value, MappingType type) => _conversion.Write(Writer, in value, type);

    public void Enter(in InputRow row)
    {
        if (_row is not null)
        {
            _row[TemplateScope.Row] = row.Value.Object;
        }
    }

    public void Dispose() => _conversion.Dispose();
}
