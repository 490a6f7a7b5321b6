using System.Text;

namespace HttpRequestSteps;

/// <summary>The place a text is rendered into. What the author wrote is structure; what a variable prints is a value, and the place decides how it is written.</summary>
internal abstract class TextSlot
{
    // Text up to this length is written without making a string of it.
    private const int ShortText = 256;

    /// <summary>A tag begins: what it renders to may be nothing.</summary>
    public virtual void Tag()
    {
    }

    /// <summary>Writes what the author wrote.</summary>
    public abstract void Literal(ReadOnlySpan<char> text);

    /// <summary>Writes what the author wrote, in the form that the place takes.</summary>
    public virtual void Literal(Literal literal) => Literal(literal.Text);

    /// <summary>Whether objects and arrays may be printed here.</summary>
    public virtual bool TakesStructures => true;

    /// <summary>Writes what a variable prints.</summary>
    public abstract void Value(ReadOnlySpan<char> text);

    /// <summary>Writes what a variable prints, given as valid UTF-8.</summary>
    public virtual void Utf8Value(ReadOnlySpan<byte> utf8) => DecodeValue(utf8);

    protected void DecodeValue(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > ShortText)
        {
            Value(Encoding.UTF8.GetString(utf8));
            return;
        }

        Span<char> text = stackalloc char[ShortText];
        Value(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }
}
