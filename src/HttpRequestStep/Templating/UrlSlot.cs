using System.Buffers;
using System.Globalization;
using System.Text;

namespace HttpRequestSteps;

/// <summary>A URL being rendered. What the author wrote stays; a value is percent-encoded for its place and cannot steer the request elsewhere.</summary>
internal sealed class UrlSlot(TextBuffer buffer, UrlPlace place) : TextSlot
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly SearchValues<char> ValueCharacters = SearchValues.Create(Unreserved);

    private static readonly SearchValues<char> LiteralCharacters = SearchValues.Create(Unreserved + ":/?#[]@!$&'()*+,;=%");

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    private int _segmentStart;
    private bool _segmentHasValue;

    public UrlPlace Place => place;

    /// <summary>Items run together, or JSON in a path, are never what was meant.</summary>
    public override bool TakesStructures => false;

    public override void Tag() => _segmentHasValue = true;

    public override void Literal(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            Enter(rune);
            if (rune.IsAscii && LiteralCharacters.Contains((char)rune.Value))
            {
                buffer.Append((char)rune.Value);
            }
            else if (place == UrlPlace.Authority)
            {
                Append(rune);
            }
            else
            {
                Encode(rune);
            }

            Leave(rune);
        }
    }

    public override void Value(ReadOnlySpan<char> text)
    {
        _segmentHasValue = true;
        if (place is UrlPlace.Scheme or UrlPlace.Authority)
        {
            HostLabels(text);
            return;
        }

        if (!text.ContainsAnyExcept(ValueCharacters))
        {
            buffer.Append(text);
            return;
        }

        Utf8Text.RefuseHalves(text, "in the URL");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && ValueCharacters.Contains((char)rune.Value))
            {
                buffer.Append((char)rune.Value);
            }
            else
            {
                Encode(rune);
            }
        }
    }

    /// <summary>Checks the last segment.</summary>
    public void Finish()
    {
        if (place == UrlPlace.Path)
        {
            CheckSegment();
        }
    }

    private void HostLabels(ReadOnlySpan<char> text)
    {
        if (place == UrlPlace.Scheme || text.IsEmpty || text.ContainsAnyExcept(HostCharacters) || text[0] is '.' or '-' || text[^1] is '.' or '-' || text.Contains("..", StringComparison.Ordinal))
        {
            throw new TemplateException($"a value inside the host of a URL must be whole labels of letters, digits and \"-\", found \"{Shorten(text)}\".");
        }

        buffer.Append(text);
    }

    private void Enter(Rune rune)
    {
        // A segment ends before the character that ends it.
        if (place == UrlPlace.Path && rune.Value is '/' or '?' or '#')
        {
            CheckSegment();
        }
    }

    private void Leave(Rune rune)
    {
        switch (place)
        {
            case UrlPlace.Scheme when rune.Value == '/' && buffer.Span.EndsWith("://", StringComparison.Ordinal):
                place = UrlPlace.Authority;
                break;
            case UrlPlace.Authority or UrlPlace.Path when rune.Value == '/':
                StartSegment();
                break;
            case UrlPlace.Authority or UrlPlace.Path when rune.Value == '?':
                place = UrlPlace.Query;
                break;
            case UrlPlace.Authority or UrlPlace.Path or UrlPlace.Query when rune.Value == '#':
                place = UrlPlace.Fragment;
                break;
        }
    }

    private void StartSegment()
    {
        place = UrlPlace.Path;
        _segmentStart = buffer.Length;
        _segmentHasValue = false;
    }

    private void CheckSegment()
    {
        if (!_segmentHasValue)
        {
            return;
        }

        var segment = buffer.Span[_segmentStart..];
        if (segment.IsEmpty)
        {
            throw new TemplateException("a path segment of the URL renders to nothing; the request would go to another resource.");
        }

        if (IsDots(segment))
        {
            throw new TemplateException($"a path segment of the URL renders to \"{segment}\"; the request would climb to another resource.");
        }
    }

    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var decoded = Uri.UnescapeDataString(segment);
        return decoded is "." or "..";
    }

    private void Append(Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        buffer.Append(chars[..rune.EncodeToUtf16(chars)]);
    }

    private void Encode(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> hex = stackalloc char[3];
        foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
        {
            hex[0] = '%';
            octet.TryFormat(hex[1..], out _, "X2", CultureInfo.InvariantCulture);
            buffer.Append(hex);
        }
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length <= 60 ? text.ToString() : string.Concat(text[..60], "…");
}

/// <summary>Where in a URL a character stands.</summary>
internal enum UrlPlace
{
    Scheme,
    Authority,
    Path,
    Query,
    Fragment,
}
