namespace HttpRequestSteps;

/// <summary>How long a text may become, and which setting of the host says so.</summary>
internal readonly record struct TextLimit(long Length, string Setting)
{
    public static implicit operator TextLimit(long rendered) => new(rendered, nameof(LimitOptions.MaxRenderedSize));

    public TemplateException Exceeded() => new($"The text grows beyond the host's limit of {new ByteSize(Length)} ({Setting}).");
}
