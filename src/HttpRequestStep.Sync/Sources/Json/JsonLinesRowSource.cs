using System.Runtime.CompilerServices;

namespace HttpRequestSteps.Sync;

internal sealed class JsonLinesRowSource : IRowSource<JsonLinesSource>
{
    public IEnumerable<DefinitionError> Validate(JsonLinesSource source) => SourceFile.Validate(source.Path, source.Columns);

    public IAsyncEnumerable<Row> ReadAsync(JsonLinesSource source, RowSourceContext context, CancellationToken cancellationToken) =>
        JsonRowFile.ReadAsync(source.Path, source.Columns, LinesAsync, context, cancellationToken);

    private static async IAsyncEnumerable<JsonRowText> LinesAsync(ByteWindow window, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await window.BeginAsync(cancellationToken).ConfigureAwait(false);
        var searched = 0;
        for (var line = 1L; ;)
        {
            var end = window.Bytes.Span[searched..].IndexOf((byte)'\n');
            if (end < 0 && !window.IsLast)
            {
                searched = window.Bytes.Length;
                await window.FillAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var length = end < 0 ? window.Bytes.Length : searched + end;
            var text = window.Bytes[..length];
            if (text.Span.ContainsAnyExcept(" \t\r"u8))
            {
                yield return new JsonRowText(text, "Line", line);
            }

            if (end < 0)
            {
                yield break;
            }

            window.Skip(length + 1);
            searched = 0;
            line++;
        }
    }
}
