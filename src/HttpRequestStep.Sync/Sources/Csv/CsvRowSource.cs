using System.Runtime.CompilerServices;
using System.Text;
using Sylvan.Data.Csv;

namespace HttpRequestSteps.Sync;

internal sealed class CsvRowSource : IRowSource<CsvSource>
{
    // With a mark: a reader then passes over one that the file begins with.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    public IEnumerable<DefinitionError> Validate(CsvSource source)
    {
        foreach (var error in SourceFile.Validate(source.Path))
        {
            yield return error;
        }

        if (source.Delimiter is { Length: not 1 } or "\"" or "\r" or "\n")
        {
            yield return new DefinitionError("delimiter", "A delimiter is one character, and neither a quote nor a line break.");
        }
    }

    public async IAsyncEnumerable<Row> ReadAsync(CsvSource source, RowSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = await OpenAsync(source, context, cancellationToken).ConfigureAwait(false);
        var row = new Row(Schema(reader));
        while (await MoveNextAsync(reader, row.Count, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < row.Count; i++)
            {
                row[i] = reader.GetString(i);
            }

            yield return row;
        }
    }

    private static async Task<CsvDataReader> OpenAsync(CsvSource source, RowSourceContext context, CancellationToken cancellationToken)
    {
        var text = new StreamReader(SourceFile.Open(source.Path, context), Strict, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
        try
        {
            return await CsvDataReader.CreateAsync(text, new CsvDataReaderOptions { Delimiter = source.Delimiter?[0] ?? ',', HasHeaders = true, BufferSize = 64 * 1024, MaxBufferSize = SourceFile.LargestRow }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CsvFormatException or CsvConfigurationException or DecoderFallbackException or CsvMissingHeadersException)
        {
            text.Dispose();
            throw new RowSourceException($"{source.Path}: {Reason(exception)}", exception);
        }
    }

    private static RowSchema Schema(CsvDataReader reader) => SourceColumns.Schema([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]);

    private static async ValueTask<bool> MoveNextAsync(CsvDataReader reader, int columns, CancellationToken cancellationToken)
    {
        try
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (DecoderFallbackException exception)
        {
            // It is read ahead: the row is one of those that follow.
            throw new RowSourceException($"After row {reader.RowNumber}: {Reason(exception)}", exception);
        }
        catch (Exception exception) when (exception is CsvFormatException or CsvRecordTooLargeException)
        {
            var row = exception is CsvFormatException { RowNumber: var known } ? known : reader.RowNumber + 1;
            throw new RowSourceException($"Row {row}: {Reason(exception)}", exception);
        }

        return reader.RowFieldCount == columns
            ? true
            : throw new RowSourceException($"Row {reader.RowNumber} has {reader.RowFieldCount} fields, and the header {columns}.");
    }

    private static string Reason(Exception exception) => exception switch
    {
        DecoderFallbackException => "it is not UTF-8.",
        CsvMissingHeadersException => "it is empty; a header row is needed.",
        _ => exception.Message,
    };
}
