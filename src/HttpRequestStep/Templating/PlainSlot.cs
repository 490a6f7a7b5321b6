namespace HttpRequestSteps;

/// <summary>A place without structure of its own: a header value, a form field, a raw body.</summary>
internal sealed class PlainSlot(TextBuffer buffer) : TextSlot
{
    public override void Literal(ReadOnlySpan<char> text) => buffer.Append(text);

    public override void Value(ReadOnlySpan<char> text) => buffer.Append(text);
}
