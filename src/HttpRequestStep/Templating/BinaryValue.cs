using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Bytes that are no text: they can be hashed, and whatever wants text of them throws.</summary>
internal sealed class BinaryValue(ReadOnlyMemory<byte> bytes, Func<Exception> notText) : FluidValue
{
    public override FluidValues Type => FluidValues.Object;

    public long Length => bytes.Length;

    /// <summary>A filter that hashes text, made to hash bytes as well; any other refuses them.</summary>
    public static FilterDelegate Hashing(string name, FilterDelegate filter) => name switch
    {
        "sha256" => (input, arguments, context) => input is BinaryValue binary ? binary.Sha256() : filter(input, arguments, context),
        "hmac_sha256" => (input, arguments, context) => input is BinaryValue binary && arguments.Count > 0 ? binary.Hmac(arguments.At(0).ToStringValue()) : filter(input, arguments, context),
        _ => (input, arguments, context) => filter(input is BinaryValue binary ? binary.AsText() : input, arguments, context),
    };

    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => bytes.GetHashCode();

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => throw notText();

    public override string ToStringValue() => throw notText();

    public override object ToObjectValue() => throw notText();

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => throw notText();

    [Obsolete("Fluid calls WriteToAsync; this overload remains for its base class.")]
    public override void WriteTo(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => throw notText();

    /// <summary>For filters that would make something of what they do not know.</summary>
    private StringValue AsText() => new(ToStringValue());

    private ValueTask<FluidValue> Sha256() => Hex(SHA256.HashData(bytes.Span));

    private ValueTask<FluidValue> Hmac(string key) => Hex(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), bytes.Span));

    private static ValueTask<FluidValue> Hex(byte[] hash) => new(new StringValue(Convert.ToHexStringLower(hash)));
}
