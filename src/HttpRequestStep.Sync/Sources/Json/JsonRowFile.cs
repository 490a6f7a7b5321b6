using System.Runtime.CompilerServices;

namespace HttpRequestSteps.Sync;

/// <summary>A file of JSON objects as rows.</summary>
/// <remarks>Without a list of columns it is read twice: all names that occur are columns, however late they come.</remarks>
internal static class JsonRowFile
{
    /// <summary>Finds the objects in what is read.</summary>
    public delegate IAsyncEnumerable<JsonRowText> RowFinder(ByteWindow window, CancellationToken cancellationToken);

    public static async IAsyncEnumerable<Row> ReadAsync(
        string path, IReadOnlyList<string>? columns, RowFinder find, RowSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new JsonColumnNames(columns ?? []);
        if (columns is null)
        {
            await foreach (var text in TextsAsync(path, find, context, cancellationToken).ConfigureAwait(false))
            {
                names.Collect(in text);
            }
        }

        var reader = new JsonRowReader(names, ignoresOthers: columns is not null);
        await foreach (var text in TextsAsync(path, find, context, cancellationToken).ConfigureAwait(false))
        {
            yield return reader.Read(in text);
        }
    }

    private static async IAsyncEnumerable<JsonRowText> TextsAsync(string path, RowFinder find, RowSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = SourceFile.Open(path, context);
        await using var closing = file.ConfigureAwait(false);
        await foreach (var text in find(new ByteWindow(file), cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return text;
        }
    }
}
