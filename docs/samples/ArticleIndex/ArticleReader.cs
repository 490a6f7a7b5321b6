using System.Runtime.CompilerServices;
using HttpRequestSteps;
using HttpRequestSteps.Sync;

namespace ArticleIndex;

/// <summary>A row for each text file of a folder: its name, and its text.</summary>
public sealed class ArticleReader : IRowSource<ArticleSource>
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Row> ReadAsync(ArticleSource source, RowSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = context.FullPath(source.Folder);
        if (!Directory.Exists(folder))
        {
            // To end without an exception would say that all articles are gone.
            throw new RowSourceException($"{source.Folder}: there is no such folder.");
        }

        var row = new Row(new RowSchema("slug", "text"));
        foreach (var file in Directory.EnumerateFiles(folder, "*.txt"))
        {
            row[0] = Path.GetFileNameWithoutExtension(file);
            row[1] = await File.ReadAllTextAsync(file, cancellationToken);
            yield return row;
        }
    }
}
