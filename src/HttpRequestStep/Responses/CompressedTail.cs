namespace HttpRequestSteps;

/// <summary>Passes compressed bytes on and remembers the last of them: there stands what the whole must come to.</summary>
internal sealed class CompressedTail(Stream inner) : ReadOnlyStream
{
    private const int TailLength = 8;

    private static readonly byte[] MemberStart = [0x1F, 0x8B, 0x08, 0x00];

    private readonly byte[] _last = new byte[TailLength];
    private int _kept;

    /// <summary>The last bytes, eight at most.</summary>
    public ReadOnlySpan<byte> Last => _last.AsSpan(TailLength - _kept);

    /// <summary>Whether there may be a second gzip member, whose length is then the one at the end.</summary>
    public bool HasAnotherMember { get; private set; }

    /// <summary>Whether more was asked for than there is.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>How many bytes have passed.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Note(buffer[..read]);
        HasEnded |= read == 0 && buffer.Length > 0;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Note(buffer.Span[..read]);
        HasEnded |= read == 0 && buffer.Length > 0;
        return read;
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        HasAnotherMember |= bytes[(Count == 0 ? Math.Min(1, bytes.Length) : 0)..].IndexOf(MemberStart) >= 0;
        Count += bytes.Length;
        var tail = bytes.Length > TailLength ? bytes[^TailLength..] : bytes;
        _last.AsSpan(tail.Length).CopyTo(_last);
        tail.CopyTo(_last.AsSpan(TailLength - tail.Length));
        _kept = Math.Min(TailLength, _kept + tail.Length);
    }
}
