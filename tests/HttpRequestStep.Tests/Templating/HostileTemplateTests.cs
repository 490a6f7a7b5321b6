using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>What a hostile template costs at the default limits: an error or a failure that says which limit, and bounded memory.</summary>
public sealed class HostileTemplateTests
{
    private const long MaxAllocated = 64_000_000;

    private const int Many = 50_000;

    private static readonly LimitOptions Limits = new();

    public static TheoryData<string, string, string> Hostile() => new()
    {
        { "nested loops", "{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}x{% endfor %}{% endfor %}{% endfor %}", "MaxTemplateSteps" },
        { "a range of a billion", "{% for i in (1..1000000000) %}{% endfor %}", "MaxTemplateSteps" },
        { "a range of a billion in a filter", "{{ (1..1000000000) | size }}", "MaxTemplateSteps" },
        { "nested tags", Repeat("{% if a %}", Many) + Repeat("{% endif %}", Many), "longer than" },
        { "nested tags that fit", Repeat("{% if a %}", 4_000) + Repeat("{% endif %}", 4_000), "nested deeper" },
        { "nested tags without an end", Repeat("{%if a%}", 9_000), "nested deeper" },
        { "nested brackets", "{{ a" + Repeat("[a", Many - 10) + " }}", "nested deeper" },
        { "filters", "{{ a" + Repeat("|e", Many - 10) + " }}", "chains more than" },
        { "operators", "{% if a" + Repeat(" or a", 15_000) + " %}{% endif %}", "chains more than" },
        { "10 MB", new string('x', 10_000_000) + "{{ a }}", "longer than" },
        { "a split to characters, doubled", "{% assign s = 'abcdefghijklmnop' | split: '' %}{% for i in (1..40) %}{% assign s = s | concat: s %}{% endfor %}", "Max" },
        { "a join with itself", "{% assign s = 'abcdefghijklmnop' %}{% for i in (1..10) %}{% assign s = s | append: s %}{% endfor %}{% assign l = s | split: '' %}{% assign j = l | join: s %}{{ j | size }}", "MaxIntermediateSize" },
        { "a replacement of nothing with itself", "{% assign s = 'abcdefghijklmnop' %}{% for i in (1..40) %}{% assign s = s | replace: '', s %}{% endfor %}", "MaxIntermediateSize" },
        { "a text doubled", "{% assign s = 'abcdefghijklmnop' %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s | size }}", "MaxIntermediateSize" },
        { "a text doubled by Fluid", "{% assign s = 'abcdefghijklmnop' %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{% tablerow i in (1..2) %}{{ s | size }}{% endtablerow %}", "MaxIntermediateSize" },
        { "a capture doubled", "{% assign s = 'abcdefghijklmnop' %}{% for i in (1..40) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}{{ s | size }}", "MaxIntermediateSize" },
        { "a prefix doubled", "{% assign s = 'abcdefghijklmnop' %}{% for i in (1..40) %}{% assign s = s | prepend: s | upcase %}{% endfor %}{{ s | size }}", "MaxIntermediateSize" },
        { "a wide date", "{{ 'now' | date: '%999999999d' }}", "pads to more than" },
        { "a date that never ends", "{{ '" + new string('9', 50_000) + "' | date: '%Y' | size }}", "50000" },
        { "html that never ends", "{{ '" + Repeat("<script", 10_000) + "' | strip_html | size }}", "70000" },
        { "marks that never end", Repeat("{{ ", 30_000), "does not parse" },
        { "raw that never ends", Repeat("{% raw %}", 10_000), "does not parse" },
        { "a rounding to the end", "{{ 1 | round: -999999999 }}{{ 1.5 | round: 999999999 }}", "01.5" },
        { "a number beyond all", "{{ 79228162514264337593543950335 | times: 10 }}", "too large" },
        { "a slice of everything", "{{ 'abc' | slice: -2147483648, 2147483647 }}{{ 'abc' | slice: 2147483647, 2147483647 }}{{ 'abc' | truncate: -2147483648 }}", "..." },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_template_is_bounded(string name, string template, string said)
    {
        _ = BothWays.Render(BothWays.Compile("{% if true %}warm{% endif %}", byFluid: false), new StepInput());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = Result(template);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(said, result, StringComparison.Ordinal);
        Assert.True(result.Length < 2_000, $"{name}: a message of {result.Length} characters.");
        Assert.True(allocated < MaxAllocated, $"{name}: {allocated} bytes allocated.");
    }

    private static string Result(string template)
    {
        var errors = new List<string>();
        if (TemplateCompiler.Compile(template, "$.text", errors.Add) is not { } text)
        {
            return string.Join(' ', errors);
        }

        var buffer = TextBuffer.Rent(Limits.MaxRenderedSize.Bytes);
        try
        {
            text.Render(Scope(), buffer.Plain);
            return buffer.ToString();
        }
        catch (TemplateException exception)
        {
            return exception.Message;
        }
        finally
        {
            buffer.Return();
        }
    }

    private static TemplateScope Scope() => new()
    {
        Input = new StepInput(),
        RunId = "run-1",
        Redactor = new Redactor(),
        Frame = new TemplateFrame { MaxRenderedSize = Limits.MaxRenderedSize.Bytes, MaxSteps = Limits.MaxTemplateSteps, Time = new FakeTimeProvider(DateTimeOffset.UnixEpoch) },
    };

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
