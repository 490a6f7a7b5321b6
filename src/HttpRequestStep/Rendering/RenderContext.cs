namespace HttpRequestSteps;

/// <summary>Renders the texts of one definition with one input.</summary>
public sealed class RenderContext
{
    private readonly CompiledTexts _texts;

    internal RenderContext(CompiledTexts texts, TemplateScope scope, long maxRequestSize, Redactor redactor)
    {
        Redactor = redactor;
        _texts = texts;
        Scope = scope;
        MaxRequestSize = maxRequestSize;
    }

    /// <summary>The variables.</summary>
    public StepInput Input => Scope.Input;

    internal TemplateScope Scope { get; }

    internal long MaxRequestSize { get; }

    internal Redactor Redactor { get; }

    /// <summary>What a text of the definition renders to.</summary>
    /// <exception cref="ArgumentException">The text is not one of this definition's.</exception>
    public string Render(Text text) => Render(Compiled(text));

    /// <summary>The value of a text that is one single <c>{{ expression }}</c>, in its own type; else what it renders to.</summary>
    public object? Value(Text text) => Compiled(text) is { Single: not null } single ? single.Value(Scope) : Render(text);

    internal string Render(CompiledText text)
    {
        var rendered = text.Render(Scope);
        if (text.IsSecret)
        {
            Redactor.Add(rendered);
        }

        return rendered;
    }

    internal CompiledText Compiled(Text text) => _texts.Find(text);

    internal CompiledTree Compiled(TextTree tree) => _texts.Find(tree);
}
