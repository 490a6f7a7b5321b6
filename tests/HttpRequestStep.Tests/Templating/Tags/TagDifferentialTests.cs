using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>A compiled template renders what Fluid renders, and fails with the same words.</summary>
public sealed class TagDifferentialTests
{
    private const int Generated = 3000;

    private static readonly StepInput Json = StepInput.FromJson(JsonElement.Parse(TagCorpus.Json));

    private static readonly StepInput Objects = OfObjects(JsonElement.Parse(TagCorpus.Json));

    [Fact]
    public void The_corpus_renders_the_same_over_json()
    {
        Assert.True(TagCorpus.All.Count() > 300);
        AreEqual(TagCorpus.All, Json);
    }

    [Fact]
    public void The_corpus_renders_the_same_over_objects() => AreEqual(TagCorpus.All, Objects);

    [Fact]
    public void Generated_templates_render_the_same()
    {
        var generator = new TagGenerator(20261125);
        AreEqual(Enumerable.Range(0, Generated).Select(_ => generator.Next()), Json);
    }

    [Theory]
    [InlineData("{% for w in words %}{% assign f = forloop %}{% endfor %}{{ f.index }}")]
    [InlineData("{% for w in words %}{{ forloop }}{% endfor %}")]
    [InlineData("{% assign forloop = 1 %}{{ forloop }}")]
    [InlineData("{% tablerow w in words %}{{ tablerowloop }}{{ tablerowloop.row }}{% endtablerow %}")]
    [InlineData("{% for w in words %}{{ forloop }}{% cycle 'a', name %}{% cycle n: w, text %}{% ifchanged %}{{ w.size }}{{ text }}{% endifchanged %}{% endfor %}")]
    [InlineData("{% for w in words limit: 2 %}{{ forloop }}{% endfor %}{% for w in words offset: continue %}{{ w }}{% endfor %}")]
    [InlineData("{% for w in words %}{{ forloop }}{% cycle missing %}{% endfor %}")]
    public void What_is_not_compiled_is_left_to_Fluid(string template) => BothWays.AreEqual(template, Json, isCompiled: false);

    /// <summary>Of the steps there are, 256 characters take one.</summary>
    [Theory]
    [InlineData("ifchanged")]
    [InlineData("capture x")]
    public void What_is_kept_of_a_block_is_paid_for(string tag)
    {
        var template = $"{{% for i in (1..100) %}}{{% {tag} %}}{new string('x', 2_560)}{{% end{tag.Split(' ')[0]} %}}{{% endfor %}}";
        foreach (var byFluid in new[] { false, true })
        {
            var text = BothWays.Compile(template, byFluid);
            Assert.Contains("MaxTemplateSteps", BothWays.Render(text, Json, steps: 1_000), StringComparison.Ordinal);
            Assert.DoesNotContain("FAILED", BothWays.Render(text, Json, steps: 1_500), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_made_of_a_secret_by_a_filter_is_secret()
    {
        var text = BothWays.Compile("{% if yes %}{{ name | upcase | append: '!' }}{{ text | append: 'x' }}{{ name | default: 'y' }}{% endif %}", byFluid: false);
        var redactor = new Redactor();
        redactor.Add("Adam");
        redactor.Add("Ada");

        BothWays.Render(text, Json, redactor: redactor);

        Assert.Equal("***", redactor.Redact("ADA!"));
        Assert.Equal("a<b>", redactor.Redact("a<b>"));
    }

    [Theory]
    [InlineData("{% if yes %}{{ name | replace: 'A', '0123456789' | replace: '0', '0123456789' }}{% endif %}")]
    [InlineData("{% assign s = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}")]
    [InlineData("{% assign s = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..40) %}{% assign s = s | replace: 'x', 'xxxx' %}{% endfor %}")]
    [InlineData("{% capture c %}{% for i in (1..90000) %}0123456789{% endfor %}{% endcapture %}")]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..1000) %}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..90000) %}0123456789{% endfor %}")]
    [InlineData("{% tablerow i in (1..90000) %}{% endtablerow %}")]
    [InlineData("{% for i in (1..40000) %}{% cycle 'a', 'b', 'c' %}{% endfor %}")]
    [InlineData("{% for i in (1..30000) %}{% ifchanged %}{% for j in (1..10) %}0123456789{% endfor %}{{ i }}{% endifchanged %}{% endfor %}")]
    [InlineData("{% ifchanged %}{% for i in (1..90000) %}0123456789{% endfor %}{% endifchanged %}")]
    [InlineData("{% assign s = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..40) %}{% ifchanged %}{{ s }}{% assign s = s | append: s %}{% endifchanged %}{% endfor %}")]
    [InlineData("{% capture k %}{% for i in (1..300) %}x{% endfor %}{% endcapture %}{% cycle k: 'a' %}")]
    public void Hostile_templates_end_the_same(string template) => BothWays.AreEqual(template, Json);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_time_of_a_delivery_is_that_of_its_templates(bool byFluid)
    {
        var input = new StepInput { Delivery = new StepDelivery { Now = new DateTimeOffset(2026, 3, 10, 8, 5, 0, TimeSpan.Zero), Seed = "s" } };
        var text = BothWays.Compile("{% if true %}{{ 'now' | date: '%Y-%m-%d %H:%M' }}{% endif %}", byFluid);
        Assert.Equal("2026-03-10 08:05", BothWays.Render(text, input));
    }

    [Fact]
    public void What_goes_on_from_round_to_round_begins_anew_with_each_render()
    {
        var text = BothWays.Compile("{% for w in words limit: 3 %}{% cycle 'a', 'b' %}{% cycle w.size: 'c', 'd' %}{% ifchanged %}{{ w.size }}{% endifchanged %}{% endfor %}{% for w in words offset: continue %}{{ w }}{% endfor %}", byFluid: false);
        Assert.Equal("ac3bdac5four", BothWays.Render(text, Json));
        Assert.Equal("ac3bdac5four", BothWays.Render(text, Json));
    }

    private static void AreEqual(IEnumerable<string> templates, StepInput input)
    {
        var failures = new List<string>();
        foreach (var template in templates)
        {
            try
            {
                BothWays.AreEqual(template, input);
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                failures.Add(exception.Message);
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ.\n{string.Join("\n\n", failures.OrderBy(failure => failure.Length).Take(10))}");
    }

    private static StepInput OfObjects(JsonElement json)
    {
        var input = new StepInput { ["when"] = new DateTime(2026, 3, 10, 0, 0, 0, DateTimeKind.Utc), ["double"] = 0.1d, ["guid"] = Guid.Empty };
        foreach (var property in json.EnumerateObject())
        {
            input[property.Name] = ToObject(property.Value);
        }

        return input;
    }

    private static object? ToObject(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(static property => property.Name, static property => ToObject(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(ToObject).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number when json.TryGetInt32(out var number) => number,
        JsonValueKind.Number when json.TryGetInt64(out var number) => number,
        JsonValueKind.Number when json.TryGetDecimal(out var number) => number,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
