using System.IO.Compression;
using System.Text;

namespace HttpRequestSteps.Benchmarks.Attacks;

/// <summary>The bytes of an answer: how it begins, and what it repeats without end.</summary>
internal sealed record Attack(byte[] Start, byte[] Again)
{
    private const string Head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    private const long Decoded = 1_000_000_000;

    private static readonly byte[] Zeros = new byte[64 * 1024];

    public static Attack Harmless { get; } = new(Encoding.ASCII.GetBytes(Head + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"), []);

    public static Attack Endless(string start, string again) => new(Encoding.ASCII.GetBytes(Head + start), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(again, (64_000 / again.Length) + 1))));

    /// <summary>A gigabyte of zeros, coded once or twice over.</summary>
    public static Attack Bomb(string coding, int times)
    {
        var body = coding == "br" ? Brotli() : Gzip(times);
        return new([.. Encoding.ASCII.GetBytes($"{Head}Content-Type: application/json\r\nContent-Encoding: {coding}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body], []);
    }

    private static byte[] Gzip(int times)
    {
        using var bomb = new MemoryStream();
        using (var coder = new GZipStream(times == 1 ? bomb : new GZipStream(bomb, CompressionLevel.Optimal), CompressionLevel.Optimal))
        {
            for (long written = 0; written < Decoded; written += Zeros.Length)
            {
                coder.Write(Zeros);
            }
        }

        return bomb.ToArray();
    }

    /// <summary>With the largest window there is, all of which a decoder must hold.</summary>
    private static byte[] Brotli()
    {
        using var bomb = new MemoryStream();
        var coder = new BrotliEncoder(quality: 2, window: 24);
        var coded = new byte[Zeros.Length];
        for (long written = 0; written < Decoded; written += Zeros.Length)
        {
            coder.Compress(Zeros, coded, out _, out var count, isFinalBlock: written + Zeros.Length >= Decoded);
            bomb.Write(coded, 0, count);
        }

        coder.Dispose();
        return bomb.ToArray();
    }
}
