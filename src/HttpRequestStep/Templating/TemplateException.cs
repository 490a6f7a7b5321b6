namespace HttpRequestSteps;

/// <summary>A template that cannot be rendered with this input; becomes a failure of kind <see cref="FailureKind.Template"/>.</summary>
internal sealed class TemplateException : Exception
{
    public TemplateException(string message)
        : base(message)
    {
    }

    public TemplateException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
