namespace HttpRequestSteps;

/// <summary>What a text that is rendered to a body must be.</summary>
internal interface IBodyFormat
{
    /// <summary>What it is called in a sentence.</summary>
    string Name { get; }

    string ContentType { get; }

    /// <summary>Renders straight into the body, stripped and checked; false when it cannot, or what it renders to is not good. To be rendered as text then, which can be explained.</summary>
    bool TryRender(CompiledText text, TemplateScope scope, PooledBody body);

    /// <summary>The place its template is rendered into.</summary>
    TextSlot Slot(TextBuffer buffer);

    /// <summary>Checks the rendered bytes, in place; null when they are good.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="text">The text they are the UTF-8 of.</param>
    RenderedFault? Check(PooledBody body, ReadOnlySpan<char> text);
}
