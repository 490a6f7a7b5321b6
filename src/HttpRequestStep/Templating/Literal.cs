using System.Text;

namespace HttpRequestSteps;

/// <summary>What the author wrote, in both forms it may be wanted in.</summary>
internal sealed class Literal(string text)
{
    private const int MostPassages = 4;

    private JsonPassage[] _passages = [];

    public string Text => text;

    /// <summary>Its UTF-8; null when it holds half of a surrogate pair, which has none.</summary>
    public byte[]? Utf8 { get; } = Utf8Text.HalfAt(text) < 0 ? Encoding.UTF8.GetBytes(text) : null;

    /// <summary>What it does to JSON in this state, if that is known.</summary>
    public JsonPassage? Passage(in JsonState entry)
    {
        // The state of the first row differs from that of all the others, which came last.
        var known = _passages;
        for (var i = known.Length - 1; i >= 0; i--)
        {
            if (known[i].Entry.Is(entry))
            {
                return known[i];
            }
        }

        return null;
    }

    /// <summary>Keeps what it does. When two threads do so at once, one of them does it again later.</summary>
    public void Keep(JsonPassage passage)
    {
        var known = _passages;
        if (known.Length < MostPassages)
        {
            _passages = [.. known, passage];
        }
    }
}
