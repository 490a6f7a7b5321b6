using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>What a hostile template costs at the default limits: an error or a failure that says which limit, and bounded memory.</summary>
public sealed class HostileTemplateTests
{
    private const long MaxAllocated = 64_000_000;

    private const int Many = 50_000;

    /// <summary>A loop as a value is known by Fluid alone, which then renders the template.</summary>
    private const string Fluids = "{% for i in (1..1) %}{% assign f = forloop %}{% endfor %}";

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
        { "an escape that grows", Doubled("'&'", 22) + "{{ s | escape | size }}", "MaxIntermediateSize" },
        { "an xml_escape that grows", Doubled("'\"'", 22) + "{{ s | xml_escape | size }}", "MaxIntermediateSize" },
        { "an escape_once that grows", Doubled("'<'", 22) + "{{ s | escape_once | size }}", "MaxIntermediateSize" },
        { "line breaks that grow", "{% capture c %}\n{% endcapture %}" + Doubled("c", 22) + "{{ s | newline_to_br | size }}", "MaxIntermediateSize" },
        { "JSON that grows", Doubled("'\"'", 22) + "{{ s | json | size }}", "MaxIntermediateSize" },
        { "characters of many bytes in a URL", Doubled("'中'", 21) + "{{ s | url_encode | size }}", "MaxIntermediateSize" },
        { "a date format that grows", "{% assign s = '%c%c%c%c%c%c%c%c' %}{% for i in (1..10) %}{% assign s = s | append: s %}{% endfor %}{{ 'now' | date: s | size }}", "date format is longer" },
        { "a list of one text, printed", Copies("big") + "{{ l }}", "MaxIntermediateSize" },
        { "a list of one text, captured", Copies("big") + "{% capture c %}{{ l }}{% endcapture %}", "MaxIntermediateSize" },
        { "a list of one text, in a filter", Copies("big") + "{{ l | append: 'x' | size }}", "MaxIntermediateSize" },
        { "a list of one object, printed", Copies("object") + "{{ l }}", "MaxIntermediateSize" },
        { "a list of one object, captured", Copies("object") + "{% capture c %}{{ l }}{% endcapture %}", "MaxIntermediateSize" },
        { "a list of one object, in a filter", Copies("object") + "{{ l | upcase | size }}", "MaxIntermediateSize" },
        { "a list of one object, hashed", Copies("object") + "{{ l | sha256 }}", "MaxIntermediateSize" },
        { "a list of one object, as JSON", Copies("object") + "{{ l | json | size }}", "MaxIntermediateSize" },
        { "a list of one object, joined", Copies("object") + "{{ l | join: ',' | size }}", "MaxIntermediateSize" },
        { "a list of one object, as an argument", Copies("object") + "{{ 'x' | append: l | size }}", "MaxIntermediateSize" },
        { "a list of one object, unchanged", Copies("object") + "{% ifchanged %}{{ l }}{% endifchanged %}", "MaxIntermediateSize" },
        { "a list of one object, as a name of a filter", Copies("object") + "{{ object | map: l }}", "MaxIntermediateSize" },
        { "a list of one object, as a name to find by", Copies("object") + "{{ object | where: l }}", "MaxIntermediateSize" },
        { "a list of one object, as a name to sort by", Copies("object") + "{{ object | sort: l }}", "MaxIntermediateSize" },
        { "a list of one object, as a name to sum by", Copies("object") + "{{ object | sum: l }}", "MaxIntermediateSize" },
        { "a list of one object, between items", Copies("object") + "{{ object | join: l }}", "MaxIntermediateSize" },
        { "a list of one object, as a key", Copies("object") + "{{ 'x' | hmac_sha256: l }}", "MaxIntermediateSize" },
        { "a list of one object, as a default", Copies("object") + "{{ 'x' | default: l }}", "MaxIntermediateSize" },
        { "a list of one object, before a secret", Copies("object") + "{% assign s = secret | split: ' ' %}{{ l | concat: s | last }}", "MaxIntermediateSize" },
        { "a list of one object, as the name of a cycle", Copies("object") + "{% cycle l: 'a' %}", "MaxIntermediateSize" },
        { "a list of one object, as the name of a cycle of Fluid", Copies("object") + Fluids + "{% cycle l: 'a' %}", "MaxIntermediateSize" },
        { "a list of one object, in a text", Copies("object") + "{% if secret contains l %}{% endif %}", "MaxIntermediateSize" },
        { "a list of one object, in a text of Fluid", Copies("object") + Fluids + "{% if secret contains l %}{% endif %}", "MaxIntermediateSize" },
        { "a list of one object, at the start of a text", Copies("object") + "{% if secret startswith l %}{% endif %}", "MaxIntermediateSize" },
        { "a list of one object, at the end of a number", Copies("object") + "{% if 1 endswith l %}{% endif %}", "MaxIntermediateSize" },
        { "a list of one object, after a text of Fluid", Copies("object") + Fluids + "{% if secret < l %}{% endif %}", "MaxIntermediateSize" },
        { "a list of one object, after a text", Copies("object") + "{% if secret < l %}{% endif %}", "MaxIntermediateSize" },
        { "a list of one object, in an object", Copies("object") + "{% if object[0] contains l %}{% endif %}", "MaxIntermediateSize" },
        { "a list of one object, as an index", Copies("object") + "{{ object[0][l] }}", "MaxIntermediateSize" },
        { "the texts of one object", Copies("json") + "{{ l | map: 'text' | size }}", "MaxIntermediateSize" },
        { "the lists of one object", Copies("json") + "{{ l | map: 'list' | size }}", "MaxIntermediateSize" },
        { "a list of one object, sorted by texts", Copies("json") + "{{ l | sort: 'text' | size }}", "MaxIntermediateSize" },
        { "a list of one object, sorted by lists", Copies("json") + "{{ l | sort_natural: 'list' | size }}", "MaxIntermediateSize" },
        { "a list of one object, each once by its list", Copies("json") + "{{ l | uniq: 'list' | size }}", "MaxIntermediateSize" },
        { "names of cycles", Doubled("'x'", 12) + "{% for i in (1..10) %}{% assign k = s | append: i %}{% cycle k: 'a' %}{% endfor %}", "name of a cycle" },
        { "cycles without end", "{% for i in (1..500000) %}{% cycle i: 'a', 'b' %}{% endfor %}", "more than 10000 cycles" },
        { "a table of a billion", "{% tablerow i in (1..1000000000) %}{% endtablerow %}", "MaxTemplateSteps" },
        { "tables in tables", "{% capture c %}{% tablerow i in big %}{% tablerow j in big %}x{% endtablerow %}{% endtablerow %}{% endcapture %}", "MaxIntermediateSize" },
        { "nested tables", Repeat("{% tablerow i in a %}", 4_000) + Repeat("{% endtablerow %}", 4_000), "longer than" },
        { "nested tables that fit", Repeat("{%tablerow i in a%}", 2_500) + Repeat("{%endtablerow%}", 2_500), "nested deeper" },
        { "a long ifchanged", "{% for i in (1..330000) %}{% ifchanged %}" + new string('x', 99_000) + "{% endifchanged %}{% endfor %}", "MaxTemplateSteps" },
        { "a long ifchanged of Fluid", Fluids + "{% for i in (1..330000) %}{% ifchanged %}" + new string('x', 99_000) + "{% endifchanged %}{% endfor %}", "MaxTemplateSteps" },
        { "nested ifchanged", Repeat("{%ifchanged%}", 3_000) + Repeat("{%endifchanged%}", 3_000), "nested deeper" },
        { "a column beyond all", "{% tablerow i in (1..3) cols: 99999999999 %}{{ i }}{% endtablerow %}", "too large" },
        { "an offset beyond all", "{% for i in big offset: 2147483647 limit: 2147483647 %}x{% else %}none{% endfor %}{% for i in big offset: continue %}x{% else %}none{% endfor %}", "nonenone" },
        { "a liquid tag without an end", "{% liquid\nfor i in (1..3)\necho i", "does not parse" },
        { "blocks in quotes", "{{ '" + Repeat("{% raw %}", 10_000) + "' | size }}", "90000" },
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
        Input = new StepInput
        {
            ["big"] = Enumerable.Repeat(new string('x', 1_000_000), 1_000).ToList(),
            ["secret"] = "a secret",
            ["json"] = JsonSerializer.SerializeToElement(new[] { new { text = new string('x', 20_000), list = Enumerable.Repeat(1, 10_000) } }),
            ["object"] = new List<object?> { new Dictionary<string, object?> { ["k"] = new string('x', 20_000) } },
        },
        RunId = "run-1",
        Redactor = Secret(),
        Frame = new TemplateFrame { MaxRenderedSize = Limits.MaxRenderedSize.Bytes, MaxSteps = Limits.MaxTemplateSteps, Time = new FakeTimeProvider(DateTimeOffset.UnixEpoch) },
    };

    private static Redactor Secret()
    {
        var redactor = new Redactor();
        redactor.Add("a secret");
        return redactor;
    }

    private static string Doubled(string value, int times) => $"{{% assign s = {value} %}}{{% for i in (1..{times.ToString(CultureInfo.InvariantCulture)}) %}}" + "{% assign s = s | append: s %}{% endfor %}";

    /// <summary>A list of the input, of which a template has made many copies if it lets it.</summary>
    private static string Copies(string list) => list == "big"
        ? "{% assign l = big %}"
        : "{% assign l = " + list + " %}{% for i in (1..15) %}{% assign l = l | concat: l %}{% endfor %}";

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
