namespace HttpRequestSteps;

/// <summary>Renders the texts of one definition with one input.</summary>
public sealed class RenderContext
{
    internal RenderContext(StepPlan plan, TemplateScope scope)
    {
        Plan = plan;
        Scope = scope;
    }

    /// <summary>The variables.</summary>
    public StepInput Input => Scope.Input;

    internal StepPlan Plan { get; }

    internal TemplateScope Scope { get; }

    /// <summary>The credentials that the body takes.</summary>
    internal BodyFields BodyFields { get; set; } = BodyFields.None;

    internal long MaxRequestSize => Plan.Settings.Options.Limits.MaxRequestSize.Bytes;

    internal Redactor Redactor => Scope.Redactor;

    /// <summary>What a text of the definition renders to.</summary>
    /// <exception cref="ArgumentException">The text is not one of this definition's.</exception>
    public string Render(Text text) => Render(Compiled(text));

    /// <summary>The value of a text that is one single <c>{{ expression }}</c>, in its own type; else what it renders to.</summary>
    public object? Value(Text text) => Compiled(text) is { Single: not null } single ? single.Value(Scope).Object : Render(text);

    internal string Render(CompiledText text)
    {
        var rendered = text.Render(Scope);
        if (text.IsSecret)
        {
            Redactor.Add(rendered);
        }

        return rendered;
    }

    internal string RenderPlain(Text text) => text.Secret ? Render(text) : Compiled(text).Render(Scope);

    /// <summary>A URL whose values stay in their places.</summary>
    /// <exception cref="TemplateException">It is no http or https URL.</exception>
    internal string RenderUrl(Text text)
    {
        var compiled = Compiled(text);
        var url = UrlTemplate.RenderText(compiled, Scope, canBeRelative: false);
        if (compiled.IsSecret)
        {
            Redactor.Add(url);
        }

        if (url.Length > 0)
        {
            StepUri.Create(url);
        }

        return url;
    }

    internal CompiledText Compiled(Text text) => Plan.Texts.Find(text);

    internal CompiledTree Compiled(TextTree tree) => Plan.Texts.Find(tree);
}
