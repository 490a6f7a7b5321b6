namespace HttpRequestSteps;

/// <summary>One message to sign.</summary>
/// <param name="Message">The message, final but for the signature.</param>
/// <param name="Id">The signature's id, the same on every attempt.</param>
/// <param name="Render">What renders the texts of the definition.</param>
/// <param name="Now">The time of the signature.</param>
internal sealed record SigningContext(HttpRequestMessage Message, string Id, RenderContext Render, DateTimeOffset Now)
{
    public Uri Uri => Message.RequestUri!;

    /// <summary>The body that this message carries; a hop may have left it behind.</summary>
    public RenderedBody? Body => Message.Content is RenderedContent content ? content.Body : null;

    /// <summary>A secret of the definition; it is redacted from now on.</summary>
    /// <exception cref="StepAuthenticationException">It renders to nothing.</exception>
    public string Secret(CompiledText text) =>
        Render.Render(text) is { Length: > 0 } secret ? secret : throw new StepAuthenticationException($"The secret in {text.Path} renders to nothing.");

    /// <summary>Sets a header in place of one of the same name.</summary>
    public void Set(string name, string value) => MessageHeaders.Set(Message, name, HeaderRules.Checked(name, value, "$.signing"));
}
