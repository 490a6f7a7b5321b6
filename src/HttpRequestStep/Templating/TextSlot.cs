namespace HttpRequestSteps;

/// <summary>The place a text is rendered into. What the author wrote is structure; what a variable prints is a value, and the place decides how it is written.</summary>
internal abstract class TextSlot
{
    /// <summary>A tag begins: what it renders to may be nothing.</summary>
    public virtual void Tag()
    {
    }

    /// <summary>Writes what the author wrote.</summary>
    public abstract void Literal(ReadOnlySpan<char> text);

    /// <summary>Whether objects and arrays may be printed here.</summary>
    public virtual bool TakesStructures => true;

    /// <summary>Writes what a variable prints.</summary>
    public abstract void Value(ReadOnlySpan<char> text);
}
