namespace HttpRequestSteps;

/// <summary>A file a step may send: it can be opened again for every attempt, so it is never held in memory.</summary>
public sealed class StepFile
{
    private readonly Func<CancellationToken, ValueTask<Stream>> _open;

    /// <summary>A file from any source.</summary>
    /// <param name="name">Its name; sent as the file name of a multipart part, and its extension tells the media type.</param>
    /// <param name="open">Opens it from its beginning; called once an attempt.</param>
    /// <param name="length">Its length in bytes, or null when unknown; it is then sent chunked.</param>
    /// <param name="contentType">Its media type, or null.</param>
    public StepFile(string name, Func<CancellationToken, ValueTask<Stream>> open, long? length = null, string? contentType = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(open);
        Name = name;
        _open = open;
        Length = length;
        ContentType = contentType;
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>The length in bytes, or null when unknown.</summary>
    public long? Length { get; }

    /// <summary>The media type, or null when only the name can tell.</summary>
    public string? ContentType { get; }

    /// <summary>A file on disk.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static StepFile FromPath(string path)
    {
        var info = new FileInfo(path);
        return info.Exists
            ? new StepFile(info.Name, _ => ValueTask.FromResult<Stream>(OpenRead(info.FullName)), info.Length)
            : throw new FileNotFoundException($"There is no file '{path}'.", path);
    }

    /// <summary>Bytes in memory as a file.</summary>
    public static StepFile FromBytes(string name, ReadOnlyMemory<byte> bytes, string? contentType = null) =>
        new(name, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes.ToArray(), writable: false)), bytes.Length, contentType);

    /// <summary>Opens the file from its beginning.</summary>
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => _open(cancellationToken);

    private static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
}
