namespace HttpRequestSteps;

/// <summary>JSON being rendered, where every value stands inside a string.</summary>
internal sealed class JsonEscapingSlot(TextBuffer buffer) : TextSlot
{
    public override void Literal(ReadOnlySpan<char> text) => buffer.Append(text);

    public override void Value(ReadOnlySpan<char> text) => JsonEscape.Append(buffer, text);
}
