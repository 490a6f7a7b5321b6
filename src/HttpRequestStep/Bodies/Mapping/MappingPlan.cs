using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>A mapping, compiled once for all rows.</summary>
internal sealed class MappingPlan
{
    private const string Path = "$.body";

    private readonly MappingRoot _root;
    private readonly MappingNode _row;
    private readonly bool _hasColumns;
    private readonly bool _hasTemplates;

    private MappingPlan(MappingBody body, CompiledTexts texts)
    {
        var shape = MappingShape.Of(body.Fields, static (_, error) => throw new InvalidOperationException(error));
        _root = MappingRoot.Parse(body.Root).Root;
        _row = Node(shape, body.Fields, texts);
        _hasColumns = body.Fields.Any(field => field.From is not null);
        _hasTemplates = body.Fields.Any(field => field.Template is not null);
    }

    /// <summary>The plan of a valid mapping.</summary>
    public static MappingPlan Compile(MappingBody body, CompiledTexts texts) => new(body, texts);

    /// <summary>The JSON of a constant in the type that its field asks for.</summary>
    /// <exception cref="TemplateException">It cannot be converted.</exception>
    public static string Constant(MappingField field)
    {
        using var bytes = new PooledBody(int.MaxValue);
        using var conversion = new MappingConversion(int.MaxValue, new Redactor());
        using var writer = new Utf8JsonWriter(bytes, JsonText.WriterOptions);
        conversion.Write(writer, TemplateValue.Of(field.Value), field.As);
        writer.Flush();
        return System.Text.Encoding.UTF8.GetString(bytes.Written);
    }

    public void Write(Utf8JsonWriter writer, RenderContext context, CancellationToken cancellationToken)
    {
        var rows = Rows(context.Scope);
        using var run = new MappingRun(writer, context, setsRow: _hasTemplates && rows.IsBatch);
        if (_root.IsObject)
        {
            WriteRow(run, rows.Single);
        }
        else
        {
            Open(writer);
            WriteRows(run, rows, cancellationToken);
            Close(writer);
        }
    }

    private InputRows Rows(TemplateScope scope)
    {
        try
        {
            var rows = InputRows.Of(scope, isNeeded: _hasColumns);
            return rows.IsBatch && _root.IsObject
                ? throw new TemplateException("the input has \"rows\", a batch, and the mapping makes one object: set \"root\" to \"array\", or to the path under which the rows go.")
                : rows;
        }
        catch (TemplateException exception)
        {
            throw TemplateFailures.At(Path, exception, scope);
        }
    }

    private void WriteRows(MappingRun run, InputRows rows, CancellationToken cancellationToken)
    {
        run.Writer.WriteStartArray();
        if (!rows.IsBatch)
        {
            WriteRow(run, rows.Single);
        }
        else
        {
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WriteRow(run, row);
            }
        }

        run.Writer.WriteEndArray();
    }

    private void WriteRow(MappingRun run, in InputRow row)
    {
        try
        {
            run.Enter(in row);
            _row.Write(run, in row);
        }
        catch (TemplateException exception)
        {
            throw row.Failure(Path, exception, run.Scope);
        }
    }

    private void Open(Utf8JsonWriter writer)
    {
        foreach (var step in _root.Steps)
        {
            if (step.Name is null)
            {
                writer.WriteStartArray();
            }
            else
            {
                writer.WriteStartObject();
                writer.WritePropertyName(step.Name);
            }
        }
    }

    private void Close(Utf8JsonWriter writer)
    {
        for (var i = _root.Steps.Length - 1; i >= 0; i--)
        {
            if (_root.Steps[i].Name is null)
            {
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteEndObject();
            }
        }
    }

    private static MappingNode Node(MappingShape shape, IReadOnlyList<MappingField> fields, CompiledTexts texts)
    {
        if (shape.IsLeaf)
        {
            return Leaf(fields[shape.Field], string.Create(CultureInfo.InvariantCulture, $"{Path}.fields[{shape.Field}]"), texts);
        }

        return shape.IsArray
            ? new MappingArray([.. shape.Items.Select(item => Node(item, fields, texts))])
            : new MappingObject([.. shape.Members.Select(member => (JsonEncodedText.Encode(member.Name, JsonText.WriterOptions.Encoder), Node(member.Node, fields, texts)))]);
    }

    private static MappingNode Leaf(MappingField field, string path, CompiledTexts texts)
    {
        if (field.From is not null)
        {
            return new MappingColumn(field.From, field.As, path);
        }

        return field.Template is null ? new MappingConstant(Constant(field)) : new MappingTemplate(texts.Find(field.Template), field.As, path);
    }
}
