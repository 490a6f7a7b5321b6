using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>What templates print, measured against what Shopify's Liquid prints.</summary>
public sealed class ConformanceTests
{
    private static readonly StepInput Input = StepInput.FromJson(JsonElement.Parse("""
        { "name": "Ada", "namekey": "name", "key": "name", "n": 7, "hy-phen": "h", "words": ["one", "two", "three"], "nums": [3, 1, 2], "none": [], "nothing": {}, "pair": { "k": "v" },
          "withnil": ["a", null, "b"], "nested": [1, [2, 3]], "mixedcase": ["c", "a", "B"], "oddmix": [1, "a", { "k": 1 }], "dup": ["a", "b", "a", 1], "decimals": [0.1, 0.2, 0.3], "numtexts": ["1", "2", 3], "lines": "a\nb\r\nc",
          "person": { "name": "Eve", "age": 36 }, "teams": [{ "tag": "a" }, [{ "tag": "b" }, { "tag": "c" }]],
          "people": [{ "name": "Ada", "age": 36, "admin": true, "note": null, "team": 1 }, { "name": "Bob", "age": 17, "admin": false, "note": "x", "team": 1 }, { "name": "cyd", "age": 40, "note": "y", "team": 2 }] }
        """));

    [Fact]
    public void Tags_print_what_they_print_in_Shopify() => Check("tags.txt", 200);

    [Fact]
    public void Filters_print_what_they_print_in_Shopify() => Check("filters.txt", 300);

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_of_the_host_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Check("tags.txt", 200);
            Check("filters.txt", 300);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void Check(string file, int least)
    {
        ConformanceCase[] cases = [.. ConformanceCase.Read(file)];
        Assert.True(cases.Length >= least, $"{file} has {cases.Length} rows.");
        var differences = cases.SelectMany(static row => new[] { (Row: row, Printed: Print(row.Template, byFluid: false)), (Row: row, Printed: Print(row.Template, byFluid: true)) })
            .Where(static pair => pair.Row.Expected == ConformanceCase.Error ? !pair.Printed.StartsWith("FAILED", StringComparison.Ordinal) : pair.Printed != pair.Row.Expected)
            .Select(static pair => $"{pair.Row.Template}\n    expected {pair.Row.Expected}\n    printed  {pair.Printed}")
            .Distinct()
            .ToArray();
        Assert.True(differences.Length == 0, $"{differences.Length} differ.\n{string.Join('\n', differences)}");
    }

    private static string Print(string template, bool byFluid)
    {
        var errors = new List<string>();
        var text = TemplateCompiler.Compile(template, "$.text", errors.Add, byFluid: byFluid);
        return text is null ? "FAILED " + string.Join(' ', errors) : BothWays.Render(text, Input, isEmpty: true);
    }
}
