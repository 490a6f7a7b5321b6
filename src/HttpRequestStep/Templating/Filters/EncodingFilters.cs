using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The filters that encode texts for URLs and as base64. What is decoded must be UTF-8.</summary>
internal static class EncodingFilters
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    public static FluidValue FromBase64(string text, string filter)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new TemplateException($"what the filter \"{filter}\" is given is not base64.");
        }

        return Decoded(bytes, filter);
    }

    public static FluidValue ToBase64Url(string text) =>
        FilterValues.Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_'));

    /// <summary>Base64 of base64url; what pads it to fours may be missing.</summary>
    public static string Padded(string text)
    {
        var base64 = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return base64.PadRight((base64.Length + 3) / 4 * 4, '=');
    }

    /// <summary>As in a form: a blank is a plus sign, and only letters, digits and <c>-._~</c> stay.</summary>
    public static FluidValue UrlEncode(string text)
    {
        var output = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            _ = unit switch
            {
                (byte)' ' => output.Append('+'),
                _ when Plain.Contains(unit) => output.Append((char)unit),
                _ => output.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture)),
            };
        }

        return FilterValues.Text(output.ToString());
    }

    public static FluidValue UrlDecode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && i + 2 < bytes.Length && Utf8Parser.TryParse(bytes.AsSpan(i + 1, 2), out byte unit, out var used, 'x') && used == 2)
            {
                bytes[length++] = unit;
                i += 2;
            }
            else
            {
                bytes[length++] = bytes[i] == '+' ? (byte)' ' : bytes[i];
            }
        }

        return Decoded(bytes.AsSpan(0, length), "url_decode");
    }

    private static FluidValue Decoded(ReadOnlySpan<byte> bytes, string filter)
    {
        try
        {
            return FilterValues.Text(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw new TemplateException($"what the filter \"{filter}\" gives is not text in UTF-8.");
        }
    }
}
