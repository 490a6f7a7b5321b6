namespace HttpRequestSteps;

/// <summary>What a text that is rendered to a body must be.</summary>
internal interface IBodyFormat
{
    /// <summary>What it is called in a sentence.</summary>
    string Name { get; }

    string ContentType { get; }

    /// <summary>The place its template is rendered into.</summary>
    TextSlot Slot(TextBuffer buffer);

    /// <summary>Checks the rendered bytes, in place; null when they are good.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="text">The text they are the UTF-8 of.</param>
    RenderedFault? Check(PooledBody body, ReadOnlySpan<char> text);
}
