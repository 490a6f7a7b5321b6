using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>
/// A JSON number as it is written: mantissa × 10^exponent without trailing zeros, so 1, 1.0 and 10e-1 are the same value.
/// A double or a decimal would take 0.1 + 0.2 and long ids for others.
/// </summary>
internal readonly record struct JsonNumber
{
    /// <summary>Beyond it arithmetic would cost more than a body is worth.</summary>
    private const int MostDigits = 4096;

    private const int DigitsOfLong = 18;
    private const long FarExponent = 1_000_000_000_000;

    private JsonNumber(BigInteger mantissa, long exponent, int digits)
    {
        Mantissa = mantissa;
        Exponent = mantissa.IsZero ? 0 : exponent;
        Digits = digits;
    }

    public BigInteger Mantissa { get; }

    public long Exponent { get; }

    /// <summary>How many digits the mantissa has.</summary>
    private int Digits { get; }

    public bool IsInteger => Exponent >= 0;

    /// <summary>Null when the number has too many digits to be worked with.</summary>
    public static JsonNumber? Of(JsonElement element) => Parse(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>A whole number that is not negative, cut at the largest int; null for all others.</summary>
    public static int? Count(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && Of(element) is { IsInteger: true, Mantissa.Sign: >= 0 } number ? number.Saturated() : null;

    public int CompareTo(JsonNumber other)
    {
        if (Mantissa.Sign != other.Mantissa.Sign || Mantissa.IsZero)
        {
            return Mantissa.Sign.CompareTo(other.Mantissa.Sign);
        }

        var magnitude = (Digits + Exponent).CompareTo(other.Digits + other.Exponent);
        return magnitude != 0 ? magnitude * Mantissa.Sign : CompareAligned(other);
    }

    public bool IsMultipleOf(JsonNumber divisor)
    {
        if (Mantissa.IsZero)
        {
            return true;
        }

        // A mantissa has no trailing zeros, so none is divisible by ten; and the power is never written out, for 1e999999 is a legal number.
        var shift = Exponent - divisor.Exponent;
        return shift >= 0 && (Mantissa * BigInteger.ModPow(10, shift, BigInteger.Abs(divisor.Mantissa)) % divisor.Mantissa).IsZero;
    }

    // Equal magnitudes: the exponents differ by no more than the digits do.
    private int CompareAligned(JsonNumber other)
    {
        var shift = (int)(Exponent - other.Exponent);
        return shift >= 0
            ? (Mantissa * BigInteger.Pow(10, shift)).CompareTo(other.Mantissa)
            : Mantissa.CompareTo(other.Mantissa * BigInteger.Pow(10, -shift));
    }

    private int Saturated() => Digits + Exponent > 10 ? int.MaxValue : (int)BigInteger.Min(Mantissa * BigInteger.Pow(10, (int)Exponent), int.MaxValue);

    private static JsonNumber? Parse(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        text = isNegative ? text[1..] : text;
        var e = text.IndexOfAny((byte)'e', (byte)'E');
        var exponent = e < 0 ? 0 : ExponentOf(text[(e + 1)..]);
        text = e < 0 ? text : text[..e];
        var dot = text.IndexOf((byte)'.');
        if (text.Length > MostDigits)
        {
            return null;
        }

        var digits = dot < 0 ? Encoding.ASCII.GetString(text) : Encoding.ASCII.GetString(text[..dot]) + Encoding.ASCII.GetString(text[(dot + 1)..]);
        return Of(digits.AsSpan().TrimStart('0'), isNegative, exponent - (dot < 0 ? 0 : text.Length - dot - 1));
    }

    private static JsonNumber Of(ReadOnlySpan<char> digits, bool isNegative, long exponent)
    {
        var kept = digits.TrimEnd('0');
        if (kept.IsEmpty)
        {
            return new JsonNumber(BigInteger.Zero, 0, 1);
        }

        var mantissa = kept.Length <= DigitsOfLong
            ? long.Parse(kept, NumberStyles.None, CultureInfo.InvariantCulture)
            : BigInteger.Parse(kept, NumberStyles.None, CultureInfo.InvariantCulture);
        return new JsonNumber(isNegative ? -mantissa : mantissa, exponent + digits.Length - kept.Length, kept.Length);
    }

    private static long ExponentOf(ReadOnlySpan<byte> text)
    {
        var known = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent);
        return known ? Math.Clamp(exponent, -FarExponent, FarExponent) : text[0] == '-' ? -FarExponent : FarExponent;
    }
}
