using System.Text;

namespace HttpRequestSteps;

/// <summary>What the author wrote, in both forms it may be wanted in.</summary>
internal sealed class Literal(string text)
{
    public string Text => text;

    /// <summary>Its UTF-8; null when it holds half of a surrogate pair, which has none.</summary>
    public byte[]? Utf8 { get; } = Utf8Text.HalfAt(text) < 0 ? Encoding.UTF8.GetBytes(text) : null;
}
