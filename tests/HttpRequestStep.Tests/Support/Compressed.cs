using System.IO.Compression;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>Bodies in a content coding.</summary>
internal static class Compressed
{
    public static byte[] Gzip(byte[] body) => Through(body, static output => new GZipStream(output, CompressionLevel.Optimal));

    public static byte[] Zlib(byte[] body) => Through(body, static output => new ZLibStream(output, CompressionLevel.Optimal));

    public static byte[] Deflate(byte[] body) => Through(body, static output => new DeflateStream(output, CompressionLevel.Optimal));

    public static byte[] Brotli(byte[] body) => Through(body, static output => new BrotliStream(output, CompressionLevel.Fastest));

    /// <summary>Text that does not shrink to nothing.</summary>
    public static byte[] Various(int length)
    {
        var random = new Random(7);
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            text.Append((char)random.Next('a', 'z'));
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Through(byte[] body, Func<Stream, Stream> coder)
    {
        using var output = new MemoryStream();
        using (var stream = coder(output))
        {
            stream.Write(body);
        }

        return output.ToArray();
    }
}
