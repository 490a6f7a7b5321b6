using System.Globalization;

namespace HttpRequestSteps;

/// <summary>How long the templates of an execution may take together, and which setting of the step says so.</summary>
internal readonly record struct TimeLimit(TimeSpan Duration, string Setting)
{
    public static readonly TimeLimit None = new(TimeSpan.MaxValue, string.Empty);

    public TemplateException Exceeded() => new(string.Create(CultureInfo.InvariantCulture, $"the template takes longer than the step's limit of {Duration.TotalSeconds} s ({Setting})."));
}
