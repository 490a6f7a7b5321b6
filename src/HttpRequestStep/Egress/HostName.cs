using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace HttpRequestSteps;

/// <summary>A host in the one spelling that rules compare: ASCII, lower case, no trailing dot, addresses unmasked.</summary>
/// <param name="Text">The name, or the address as .NET writes it, without brackets.</param>
/// <param name="Address">The address, when the host is one in any disguise.</param>
/// <param name="IsScoped">The address has a zone, even one (<c>%0</c>) that <see cref="IPAddress"/> forgets.</param>
internal sealed record HostName(string Text, IPAddress? Address, bool IsScoped)
{
    private const int LongestName = 253;

    /// <summary>What IDNA reads as a dot.</summary>
    private const string Dots = "\u3002\uFF0E\uFF61";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    public bool IsSingleLabel => Address is null && !Text.Contains('.', StringComparison.Ordinal);

    public bool IsLocalhost => Text == "localhost" || Text.EndsWith(".localhost", StringComparison.Ordinal);

    /// <summary>Null for what is neither a name nor an address.</summary>
    public static HostName? Of(Uri uri)
    {
        try
        {
            return Parse(Undisguised(uri.Host) ?? uri.IdnHost);
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException)
        {
            // IdnHost may fail after Uri.TryCreate said yes.
            return null;
        }
    }

    /// <summary>As <see cref="Of"/>, for a name in a rule; Unicode is allowed there as well.</summary>
    public static HostName? OfRule(string text)
    {
        try
        {
            return Parse(Ascii.IsValid(text) ? text : new IdnMapping().GetAscii(text));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// An IPv4 address in circled, fullwidth or other digits. IdnHost unmasks most of them too, but not in a process with invariant globalization.
    /// </summary>
    private static string? Undisguised(string host)
    {
        if (Ascii.IsValid(host))
        {
            return null;
        }

        var plain = string.Concat(host.Select(character => CharUnicodeInfo.GetDigitValue(character) switch
        {
            >= 0 and var digit => (char)('0' + digit),
            _ => Dots.Contains(character) ? '.' : character,
        })).TrimEnd('.');
        return EndsInNumber(plain) ? plain : null;
    }

    private static HostName? Parse(string host)
    {
        var text = host.Trim('[', ']').ToLowerInvariant();
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return OfAddress(text);
        }

        text = text.EndsWith('.') ? text[..^1] : text;
        return EndsInNumber(text) ? OfAddress(text) : IsName(text) ? new HostName(text, null, false) : null;
    }

    private static HostName? OfAddress(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        var plain = SpecialPurposeAddresses.Plain(address);
        return new HostName(plain.ToString(), plain, text.Contains('%', StringComparison.Ordinal));
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && !text.StartsWith('.') && !text.EndsWith('.') && !text.Contains("..", StringComparison.Ordinal)
        && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>The WHATWG rule: a host whose last label is a number is an IPv4 address or nothing, for resolvers read it as one.</summary>
    private static bool EndsInNumber(string text)
    {
        var last = text.AsSpan(text.LastIndexOf('.') + 1);
        return IsDecimal(last) || (last.StartsWith("0x") && IsHex(last[2..]));
    }

    private static bool IsDecimal(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigit(character))
            {
                return false;
            }
        }

        return true;
    }
}
