namespace HttpRequestSteps.Tests;

/// <summary>One row of the conformance tables.</summary>
/// <param name="Template">The template.</param>
/// <param name="Expected">What it prints here.</param>
/// <param name="Rule">The rule of docs/templating.md under which it differs from Shopify's Liquid, or null.</param>
internal sealed record ConformanceCase(string Template, string Expected, string? Rule)
{
    public const string Error = "!";

    private const string Prints = " →";
    private const string Differs = " ≠ ";

    public static IEnumerable<ConformanceCase> Read(string file)
    {
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests/HttpRequestStep.Tests/Templating/Conformance", file)))
        {
            var at = line.IndexOf(Prints, StringComparison.Ordinal);
            if (at >= 0 && !line.StartsWith('#'))
            {
                yield return Of(line[..at], line[(at + Prints.Length)..]);
            }
        }
    }

    private static ConformanceCase Of(string template, string expected)
    {
        var parts = expected.Split(Differs);
        if (parts.Length == 1)
        {
            return new ConformanceCase(Text(template), Printed(expected), null);
        }

        var (rule, here) = (parts[1][..parts[1].IndexOf(':', StringComparison.Ordinal)], parts[1][(parts[1].IndexOf(':', StringComparison.Ordinal) + 1)..]);
        Assert.NotEqual(Printed(parts[0]), Printed(here));
        return new ConformanceCase(Text(template), Printed(here), rule);
    }

    /// <summary>One blank stands between the arrow and what is printed.</summary>
    private static string Printed(string text) => Text(text.Length > 0 ? text[1..] : text);

    private static string Text(string escaped) => escaped.Replace(@"\\", "\0", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal).Replace(@"\t", "\t", StringComparison.Ordinal).Replace(@"\r", "\r", StringComparison.Ordinal).Replace("\0", @"\", StringComparison.Ordinal);
}
