using System.Buffers;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>JSON writers, kept for the next body of the same thread.</summary>
internal static class JsonWriters
{
    [ThreadStatic]
    private static Utf8JsonWriter? t_spare;

    public static Utf8JsonWriter Rent(IBufferWriter<byte> destination)
    {
        var writer = t_spare ?? new Utf8JsonWriter(destination, JsonText.WriterOptions);
        t_spare = null;
        writer.Reset(destination);
        return writer;
    }

    /// <summary>Only after what was written is flushed; a writer that failed is left to the collector.</summary>
    public static void Return(Utf8JsonWriter writer) => t_spare = writer;
}
