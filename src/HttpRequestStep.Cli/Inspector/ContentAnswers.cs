using System.Globalization;
using System.IO.Compression;

namespace HttpRequestSteps.Cli;

/// <summary><c>/bytes</c>, <c>/gzip</c>, <c>/br</c></summary>
internal static class ContentAnswers
{
    /// <summary>0 to 255 over and over: the same each time, so that a download can be checked.</summary>
    private static readonly byte[] Pattern = [.. Enumerable.Range(0, 64 * 1024).Select(index => (byte)index)];

    public static InspectorAnswer? Bytes(SpecialRequest request) => request.Argument switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) => Bytes(request.Source, length),
        _ => request.Mistake("the number of bytes is a whole number"),
    };

    public static InspectorAnswer? Gzip(SpecialRequest request) =>
        Compressed(request, "gzip", target => new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true));

    public static InspectorAnswer? Brotli(SpecialRequest request) =>
        Compressed(request, "br", target => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true));

    private static InspectorAnswer Bytes(string source, long length) =>
        new InspectorAnswer { Source = source, Body = Pattern, BodyLength = length }.With("Content-Type", "application/octet-stream");

    /// <summary>Whether it was asked for or not: a client that cannot read it should find out here.</summary>
    private static InspectorAnswer? Compressed(SpecialRequest request, string encoding, Func<Stream, Stream> compress)
    {
        if (request.Arguments is not [])
        {
            return null;
        }

        var echo = Echo.Of(request.Request, request.Source);
        var target = new MemoryStream();
        using (var stream = compress(target))
        {
            stream.Write(echo.Body.Span);
        }

        return (echo with { Body = target.ToArray() }).With("Content-Encoding", encoding);
    }
}
