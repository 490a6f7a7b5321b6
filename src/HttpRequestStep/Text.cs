using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A text of a definition: Liquid in it is rendered. A secret text is redacted wherever it could be seen.</summary>
/// <param name="Value">The text as the author wrote it.</param>
/// <param name="Secret">Whether what it renders to is redacted in results, logs, traces and messages. Default: false.</param>
[JsonConverter(typeof(TextConverter))]
public sealed record Text(string Value, bool Secret = false)
{
    /// <summary>A text that is not secret.</summary>
    public static implicit operator Text(string value) => new(value);

    /// <summary>A text that is not secret.</summary>
    public static Text FromString(string value) => new(value);

    /// <summary>The text, or <c>***</c> when it is secret.</summary>
    public override string ToString() => Secret ? Redaction.Mask : Value;
}
