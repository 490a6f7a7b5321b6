using System.Buffers;

namespace HttpRequestSteps;

internal sealed class ColumnBodySerializer : BodySerializer<ColumnBody>, ITakesBodyFields
{
    private const string ContentType = "application/json";
    private const string Path = "$.body.column";

    // Only the row shows whether it is an object.
    public string? RefusesFields(StepBody body, CompiledTexts texts) => null;

    protected override void Validate(ColumnBody body, DefinitionContext context)
    {
        if (body.Column.Length == 0)
        {
            context.Report("column", "The name of a column is needed.");
        }
    }

    protected override ValueTask<RenderedBody?> RenderAsync(ColumnBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var rendered = new PooledBody(context.MaxRequestSize) { ContentType = ContentType };
        try
        {
            Write(body.Column, Rows(context), rendered, context, cancellationToken);
            return new(JsonFields.MergeInto(rendered, context));
        }
        catch
        {
            rendered.Dispose();
            throw;
        }
    }

    private static InputRows Rows(RenderContext context)
    {
        try
        {
            return InputRows.Of(context.Scope);
        }
        catch (TemplateException exception)
        {
            throw TemplateFailures.At(Path, exception, context.Scope);
        }
    }

    private static void Write(string column, InputRows rows, PooledBody rendered, RenderContext context, CancellationToken cancellationToken)
    {
        if (!rows.IsBatch)
        {
            WriteRow(column, rows.Single, rendered, context);
            return;
        }

        var separator = "["u8;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rendered.Write(separator);
            WriteRow(column, row, rendered, context);
            separator = ","u8;
        }

        rendered.Write(separator is [(byte)'['] ? "[]"u8 : "]"u8);
    }

    private static void WriteRow(string column, InputRow row, PooledBody rendered, RenderContext context)
    {
        try
        {
            WriteValue(column, row.Column(column, context.Scope), rendered, context.Redactor);
        }
        catch (TemplateException exception)
        {
            throw row.Failure(Path, exception, context.Scope);
        }
    }

    private static void WriteValue(string column, TemplateValue value, PooledBody rendered, Redactor redactor)
    {
        try
        {
            if (value.IsNull)
            {
                throw new TemplateException("it is null, and not JSON.");
            }

            ReadyJson.Append(value, rendered, redactor);
        }
        catch (TemplateException exception)
        {
            throw InputRow.ColumnFailure(column, exception);
        }
    }
}
