using System.Text;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>A node of a compiled mapping.</summary>
internal abstract class MappingNode
{
    public abstract void Write(MappingRun run, in InputRow row);
}

/// <summary>An object with its members in order.</summary>
internal sealed class MappingObject((JsonEncodedText Name, MappingNode Value)[] members) : MappingNode
{
    public override void Write(MappingRun run, in InputRow row)
    {
        run.Writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            run.Writer.WritePropertyName(name);
            value.Write(run, in row);
        }

        run.Writer.WriteEndObject();
    }
}

/// <summary>An array with its items in order.</summary>
internal sealed class MappingArray(MappingNode[] items) : MappingNode
{
    public override void Write(MappingRun run, in InputRow row)
    {
        run.Writer.WriteStartArray();
        foreach (var item in items)
        {
            item.Write(run, in row);
        }

        run.Writer.WriteEndArray();
    }
}

/// <summary>A constant, written as JSON once.</summary>
internal sealed class MappingConstant(string json) : MappingNode
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(json);

    public override void Write(MappingRun run, in InputRow row) => run.Writer.WriteRawValue(_utf8, skipInputValidation: true);
}

/// <summary>The value of a column.</summary>
internal sealed class MappingColumn(string column, MappingType type, string path) : MappingNode
{
    private readonly RowColumn _column = new(column);

    public override void Write(MappingRun run, in InputRow row)
    {
        try
        {
            if (type == MappingType.Auto && _column.TryCell(row.Value.Plain, out var cell) && TryWrite(run, cell))
            {
                return;
            }

            Write(run, _column.TryGet(row.Value.Plain, out var value) ? TemplateValue.Of(value) : row.Column(column, run.Scope));
        }
        catch (TemplateException exception)
        {
            throw TemplateFailures.At(path, exception, run.Scope);
        }
    }

    private bool TryWrite(MappingRun run, RowCell cell)
    {
        try
        {
            return JsonText.TryWrite(run.Writer, cell);
        }
        catch (TemplateException exception)
        {
            throw InputRow.ColumnFailure(column, exception);
        }
    }

    private void Write(MappingRun run, in TemplateValue value)
    {
        try
        {
            run.Write(value, type);
        }
        catch (TemplateException exception)
        {
            throw InputRow.ColumnFailure(column, exception);
        }
    }
}

/// <summary>What a template renders to.</summary>
internal sealed class MappingTemplate(CompiledText text, MappingType type, string path) : MappingNode
{
    public override void Write(MappingRun run, in InputRow row)
    {
        try
        {
            if (text.Single is null)
            {
                WriteText(run);
            }
            else
            {
                WriteValue(run, text.Value(run.Scope));
            }
        }
        catch (TemplateException exception)
        {
            throw TemplateFailures.At(path, exception, run.Scope);
        }
    }

    private void WriteValue(MappingRun run, TemplateValue value)
    {
        if (text.IsSecret)
        {
            run.Redactor.Add(text.Render(run.Scope));
        }

        run.Write(value, type);
    }

    private void WriteText(MappingRun run)
    {
        if (type is not (MappingType.Auto or MappingType.String) || text.IsSecret)
        {
            var rendered = text.Render(run.Scope);
            run.Redactor.Add(text.IsSecret ? rendered : null);
            run.Write(TemplateValue.Of(rendered), type);
            return;
        }

        var buffer = TextBuffer.Rent(run.Scope.Frame.MaxRenderedSize);
        try
        {
            text.Render(run.Scope, buffer.Plain);
            JsonText.WriteText(run.Writer, buffer.Span);
        }
        finally
        {
            buffer.Return();
        }
    }
}
