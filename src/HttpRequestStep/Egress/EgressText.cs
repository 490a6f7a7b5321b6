using System.Globalization;

namespace HttpRequestSteps;

/// <summary>What the entries of the egress rules have in common: a thing, and maybe a port after it.</summary>
internal static class EgressText
{
    /// <summary>Splits <c>thing</c>, <c>thing:port</c>, <c>[v6]</c>, <c>[v6]:port</c> and bare IPv6, which cannot have a port.</summary>
    public static (string Thing, int? Port)? SplitPort(string text, Action<string> report)
    {
        var colon = PortColon(text);
        var thing = colon < 0 ? text : text[..colon];
        if (thing.StartsWith('[') && thing.EndsWith(']'))
        {
            thing = thing[1..^1];
        }

        if (colon < 0)
        {
            return (thing, null);
        }

        if (Port(text.AsSpan(colon + 1)) is not { } port)
        {
            report("needs a port from 1 to 65535 after the colon");
            return null;
        }

        return (thing, port);
    }

    public static bool IsPort(int port) => port is > 0 and <= 65535;

    private static int PortColon(string text)
    {
        if (text.StartsWith('['))
        {
            var after = text.IndexOf(']', StringComparison.Ordinal) + 1;
            return after < text.Length && text[after] == ':' ? after : -1;
        }

        var first = text.IndexOf(':', StringComparison.Ordinal);
        return first == text.LastIndexOf(':') ? first : -1;
    }

    private static int? Port(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && IsPort(port) ? port : null;
}
