using System.Buffers.Binary;
using System.IO.Compression;

namespace HttpRequestSteps;

/// <summary>Decoded bytes that must come to what the end of the compressed ones says: the framework takes a body that was cut off for a whole one.</summary>
internal sealed class VerifiedDecoding : ReadOnlyStream
{
    private const uint AdlerModulus = 65521;

    private readonly Stream _decoder;
    private readonly CompressedTail _tail;
    private readonly Ending _ending;
    private uint _length;
    private uint _a = 1;
    private uint _b;

    private VerifiedDecoding(Stream decoder, CompressedTail tail, Ending ending)
    {
        _decoder = decoder;
        _tail = tail;
        _ending = ending;
    }

    public static VerifiedDecoding Gzip(Stream compressed)
    {
        var tail = new CompressedTail(compressed);
        return new VerifiedDecoding(new GZipStream(tail, CompressionMode.Decompress), tail, Ending.Length);
    }

    public static VerifiedDecoding Zlib(Stream compressed)
    {
        var tail = new CompressedTail(compressed);
        return new VerifiedDecoding(new ZLibStream(tail, CompressionMode.Decompress), tail, Ending.Checksum);
    }

    /// <summary>Bare deflate has nothing at its end; but its decoder knows when it is done, and asks for more only when it is not.</summary>
    public static VerifiedDecoding Deflate(Stream compressed)
    {
        var tail = new CompressedTail(compressed);
        return new VerifiedDecoding(new DeflateStream(tail, CompressionMode.Decompress), tail, Ending.None);
    }

    /// <summary>Brotli likewise.</summary>
    public static VerifiedDecoding Brotli(Stream compressed)
    {
        var tail = new CompressedTail(compressed);
        return new VerifiedDecoding(new BrotliStream(tail, CompressionMode.Decompress), tail, Ending.None);
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _decoder.Read(buffer);
        Note(buffer[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Note(buffer.Span[..read], isEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        _decoder.Dispose();
        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (isEnd)
        {
            // No bytes at all are an empty body, whatever its coding.
            if (_tail.Count > 0 && !IsWhole())
            {
                throw new InvalidDataException("The compressed body ends too early.");
            }

            return;
        }

        _length += (uint)bytes.Length;
        if (_ending == Ending.Checksum)
        {
            Add(bytes);
        }
    }

    private bool IsWhole() => _ending switch
    {
        Ending.Length => _tail.HasAnotherMember || (_tail.Last.Length == 8 && BinaryPrimitives.ReadUInt32LittleEndian(_tail.Last[4..]) == _length),
        Ending.Checksum => _tail.Last.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(_tail.Last[^4..]) == ((_b << 16) | _a),
        _ => !_tail.HasEnded,
    };

    /// <summary>Adler-32 (RFC 1950).</summary>
    private void Add(ReadOnlySpan<byte> bytes)
    {
        // So many bytes can be added before the sums overflow.
        const int Run = 5552;
        for (var at = 0; at < bytes.Length; at += Run)
        {
            foreach (var octet in bytes[at..Math.Min(at + Run, bytes.Length)])
            {
                _a += octet;
                _b += _a;
            }

            _a %= AdlerModulus;
            _b %= AdlerModulus;
        }
    }

    /// <summary>What the format says at its end.</summary>
    private enum Ending
    {
        None,
        Length,
        Checksum,
    }
}
