using System.Globalization;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A number of bytes. In JSON a number, or a string with a unit: <c>64KiB</c>, <c>10MB</c>.</summary>
/// <param name="Bytes">The bytes.</param>
[JsonConverter(typeof(SizeConverter))]
public readonly record struct ByteSize(long Bytes)
{
    /// <summary>That many millions of bytes.</summary>
    public static ByteSize Megabytes(long count) => new(count * 1_000_000);

    /// <summary>That many bytes.</summary>
    public static implicit operator ByteSize(long bytes) => new(bytes);

    /// <summary>That many bytes.</summary>
    public static ByteSize FromInt64(long bytes) => new(bytes);

    /// <summary>The size in the largest unit that divides it.</summary>
    public override string ToString() => Bytes switch
    {
        >= 1_000_000 when Bytes % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1_000_000} MB"),
        >= 1_024 when Bytes % 1_024 == 0 => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1_024} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Bytes} bytes"),
    };
}
