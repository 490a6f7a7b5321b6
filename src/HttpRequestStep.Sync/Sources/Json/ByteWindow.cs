namespace HttpRequestSteps.Sync;

/// <summary>The part of a stream that is being looked at: it grows until what is needed fits, and moves on when that is done with.</summary>
internal sealed class ByteWindow(Stream stream, int most = SourceFile.LargestRow)
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether nothing follows.</summary>
    public bool IsLast { get; private set; }

    /// <summary>What is there; it stays valid until the next <see cref="FillAsync"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(_start, _end - _start);

    public void Skip(int count) => _start += count;

    /// <summary>Begins to read: skips a byte order mark.</summary>
    /// <exception cref="RowSourceException">The mark is of another encoding.</exception>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        while (Bytes.Length < 3 && !IsLast)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        switch (Bytes.Span)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                Skip(3);
                break;
            case [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]:
                throw new RowSourceException("The file is UTF-16; UTF-8 is needed.");
        }
    }

    /// <summary>Reads on.</summary>
    /// <exception cref="RowSourceException">What is needed does not fit, or the stream fails.</exception>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        Bytes.CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        if (_end == _bytes.Length)
        {
            if (_bytes.Length >= most)
            {
                throw new RowSourceException($"A row of the file is larger than {new ByteSize(most)}.");
            }

            Array.Resize(ref _bytes, Math.Min(most, _bytes.Length * 2));
        }

        try
        {
            var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            IsLast = read == 0;
            _end += read;
        }
        catch (IOException exception)
        {
            throw new RowSourceException($"The file cannot be read to its end: {exception.Message}", exception);
        }
    }
}
