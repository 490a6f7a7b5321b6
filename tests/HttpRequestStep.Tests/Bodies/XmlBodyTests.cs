using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace HttpRequestSteps.Tests;

public sealed class XmlBodyTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private const string Unescaped = """, "escape": "none" """;

    private static string Step(string template, string more = "") =>
        $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "xml", "template": {{JsonSerializer.Serialize(template)}}{{more}} } }""";

    private async Task<string> SentAsync(string template, StepInput? input = null, string more = "")
    {
        var seen = await echo.SendAsync(Step(template, more), input);
        Assert.Equal("application/xml", seen.Header("Content-Type"));
        return seen.Text;
    }

    private async Task<string> FailureOf(string template, StepInput? input = null, string more = "")
    {
        var result = await echo.Host.RunAsync(Step(template, more).At(echo.Server), input);
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "In $.body.template: ");
        Assert.Empty(result.Attempts);
        return result.Failure!.Message;
    }

    private static DefinitionError ErrorOf(string template, string more = "") => Assert.Single(new StepReader().Read(Step(template, more)).Errors);

    [Theory]
    [InlineData("<a>{{ v }}</a>", "x<y>&\"'", "<a>x&lt;y&gt;&amp;&quot;&apos;</a>")]
    [InlineData("<a b=\"{{ v }}\" c='{{ v }}'/>", "\"'\n\t", "<a b=\"&quot;&apos;&#10;&#9;\" c='&quot;&apos;&#10;&#9;'/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>{{ v }}</a>\n", "caf\u00e9 \U0001F600", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>caf\u00e9 \U0001F600</a>\n")]
    [InlineData("<a>{% if v %}{{ v }}{% endif %}</a>", "<b/>", "<a>&lt;b/&gt;</a>")]
    [InlineData("<a>{% capture c %}<{{ v }}>{% endcapture %}{{ c }}</a>", "b", "<a>&lt;b&gt;</a>")]
    [InlineData("<a>{% for i in (1..2) %}<i>{{ i }}</i>{% endfor %}</a>", "", "<a><i>1</i><i>2</i></a>")]
    [InlineData("<s:E xmlns:s=\"urn:s\"><s:B>{{ v }}</s:B></s:E>", "1", "<s:E xmlns:s=\"urn:s\"><s:B>1</s:B></s:E>")]
    [InlineData("<a><![CDATA[{{ v }}]]>{{ v }}</a>", "<b>&", "<a><![CDATA[<b>&]]>&lt;b&gt;&amp;</a>")]
    [InlineData("<a><![CDATA[{{ v }}]]></a>", "x]]>y\rz", "<a><![CDATA[x]]]]><![CDATA[>y]]>&#13;<![CDATA[z]]></a>")]
    [InlineData("<a><!-- <![CDATA[ -->{{ v }}</a>", "<b/>", "<a><!-- <![CDATA[ -->&lt;b/&gt;</a>")]
    [InlineData("<a><?p <![CDATA[ ?>{{ v }}</a>", "<b/>", "<a><?p <![CDATA[ ?>&lt;b/&gt;</a>")]
    [InlineData("<a><!{% if v %}{% endif %}[CDATA[{{ v }}]]></a>", "<b/>", "<a><![CDATA[<b/>]]></a>")]
    public async Task Values_are_escaped_for_their_place(string template, string value, string sent) => Assert.Equal(sent, await SentAsync(template, new StepInput { ["v"] = value }));

    [Theory]
    [InlineData("<a>{{ v }}</a>", "<b/>", "<a><b/></a>")]
    [InlineData("<a>{{ v | xml_escape }}</a>", "<b/>", "<a>&lt;b/&gt;</a>")]
    public async Task Without_escaping_a_value_may_be_markup(string template, string value, string sent) => Assert.Equal(sent, await SentAsync(template, new StepInput { ["v"] = value }, Unescaped));

    [Theory]
    [MemberData(nameof(NaughtyStrings.All), MemberType = typeof(NaughtyStrings))]
    public async Task A_naughty_text_arrives_exactly(string value)
    {
        var sent = XDocument.Parse(await SentAsync("<r a=\"{{ v }}\" b='{{ v }}'><t>{{ v }}</t><c><![CDATA[{{ v }}]]></c></r>", new StepInput { ["v"] = value }), LoadOptions.PreserveWhitespace).Root!;
        Assert.Equal([value, value, value, value], [sent.Attribute("a")!.Value, sent.Attribute("b")!.Value, sent.Element("t")!.Value, sent.Element("c")!.Value]);
    }

    [Theory]
    [InlineData("\0", "U+0000")]
    [InlineData("a\u0001b", "U+0001")]
    [InlineData("\u000b", "U+000B")]
    [InlineData("x\uffff", "U+FFFF")]
    public async Task What_xml_cannot_carry_is_refused_by_name(string value, string name)
    {
        var failure = await FailureOf("<a>\n  {{ v }}</a>", new StepInput { ["v"] = value });
        Assert.Contains($"found the character {name}, which XML 1.0 does not allow", failure, StringComparison.Ordinal);
        Assert.Contains("It was printed by {{ v }} at line 2, column 3 of the template.", failure, StringComparison.Ordinal);
        Assert.Contains("{{ v | base64_encode }}", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        foreach (var value in NaughtyStrings.HalfSurrogates)
        {
            Assert.Contains("half of a surrogate pair", await FailureOf("<a>{{ v }}</a>", new StepInput { ["v"] = value }), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<a>{{ v }}</b>", "1", "line 1, column 7 of the text: the 'a' start tag on line 1 position 2 does not match the end tag of 'b'")]
    [InlineData("<a>{{ v }}", "1", "The following elements are not closed: a")]
    [InlineData("<a>{{ v }}</a><b/>", "1", "multiple root elements")]
    [InlineData("<a>\r\n&nbsp;{{ v }}</a>", "1", "line 2, column 2 of the text: reference to undeclared entity 'nbsp'")]
    [InlineData("<a>&nbsp;{{ v }}</a>", "1", "XML has only &amp;")]
    [InlineData("<a b='1' b='{{ v }}'/>", "1", "'b' is a duplicate attribute name")]
    [InlineData("<x:a>{{ v }}</x:a>", "1", "'x' is an undeclared prefix")]
    [InlineData("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;{{ v }}</a>", "1", "line 1, column 1 of the text: a DTD (<!DOCTYPE …>) is not sent")]
    [InlineData("<!DOCTYPE a>\n<a>{{ v }}</a>", "1", "a DTD")]
    [InlineData("{% if v %} {% endif %}", "1", "found nothing, expected an element")]
    [InlineData(" <?xml version=\"1.0\"?><a>{{ v }}</a>", "1", "unexpected XML declaration")]
    [InlineData("<?xml version=\"1.1\"?><a>{{ v }}</a>", "1", "version number '1.1' is invalid")]
    [InlineData("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>{{ v }}</a>", "1", "the declaration says encoding \"iso-8859-1\"")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?><a>{{ v }}</a>", "1", "the declaration says encoding \"utf-16\"")]
    [InlineData("<a><!-- {{ v }} --></a>", "a -- b", "comment cannot contain '--'")]
    [InlineData("<a><?p {{ v }} ?></a>", "?><b/>", null)]
    [InlineData("<{{ v }}/>", "a b", null)]
    [InlineData("<{{ v }}/>", "1", "name cannot begin with the '1' character")]
    [InlineData("<a>{{ v }}</a>\0", "1", "found the character U+0000")]
    [InlineData("<a>&#{{ v }};</a>", "0", "invalid character")]
    public async Task What_is_not_well_formed_is_explained(string template, string value, string? message)
    {
        var result = await echo.Host.RunAsync(Step(template).At(echo.Server), new StepInput { ["v"] = value });
        if (message is null)
        {
            // A value may break what it stands in, but never leave it.
            Assert.DoesNotContain("<b/>", result.Succeeded ? echo.Server.Last.Text : string.Empty, StringComparison.Ordinal);
            return;
        }

        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "what the template renders to is not well-formed XML. At ");
        Assert.Contains(message, result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unescaped_value_that_breaks_the_markup_is_told_with_the_fix()
    {
        var failure = await FailureOf("<list>\n {% for x in l %}<i>{{ x }}</i>{% endfor %}\n</list>", Steps.Input("""{ "l": ["a", "b & c"] }"""), Unescaped);
        Assert.Equal(
            """
            In $.body.template: what the template renders to is not well-formed XML. At line 2, column 15 of the text: found "&", expected a reference, as in &amp;. It was printed by {{ x }} at line 2, column 21 of the template.
               <i>a</i><i>b & c</i>
                            ^
            If the value of {{ x }} is text and not markup, leave out "escape": "none", or write {{ x | xml_escape }}.
            """,
            failure);
    }

    [Theory]
    [InlineData("<abc>", "line 1, column 6")]
    [InlineData("", "found nothing")]
    [InlineData("<a>\n</b>", "line 2, column 3")]
    public void A_template_without_liquid_is_checked_when_it_is_read(string template, string message)
    {
        var error = ErrorOf(template);
        Assert.Equal("$.body.template", error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<a>{% cycle v, 'x' %}</a>")]
    [InlineData("<a>{% for i in (1..2) %}{% ifchanged %}{{ v }}{% endifchanged %}{% endfor %}</a>")]
    public async Task What_cycle_and_ifchanged_print_is_escaped(string template) =>
        Assert.Equal("<a>&lt;b&gt;&amp;</a>", (await echo.SendAsync(Step(template), new StepInput { ["v"] = "<b>&" })).Text);

    [Fact]
    public void An_unknown_way_to_escape_is_an_error() => Assert.Equal("$.body.escape", ErrorOf("<a/>", """, "escape": "html" """).Path);

    [Fact]
    public async Task A_secret_is_redacted_in_every_form()
    {
        await using var host = StepHost.Create(options => options.Secrets["s"] = "pl4nted<&>\"s3cret");
        var preview = await host.RenderAsync(Step("<a b=\"{{ secrets.s }}\">{{ secrets.s }}<![CDATA[{{ secrets.s }}]]>{{ secrets.s | upcase }}</a>"));
        Assert.Equal("<a b=\"***\">***<![CDATA[***]]>***</a>", preview.BodyText);
        var failed = await host.RunAsync(Step("<a>{{ secrets.s }}"));
        failed.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "it is malformed");
        Assert.DoesNotContain("s3cret", failed.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_of_the_host_hold()
    {
        await using var host = StepHost.Create(options => (options.Limits.MaxRenderedSize, options.Limits.MaxRequestSize) = (1000, 500));
        var step = Step("<a>{{ v }}</a>").At(echo.Server);
        (await host.RunAsync(step, new StepInput { ["v"] = new string('&', 300) })).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "MaxRenderedSize");
        (await host.RunAsync(step, new StepInput { ["v"] = new string('x', 600) })).Fails(FailureKind.TooLarge, DeliveryCertainty.NotSent, "MaxRequestSize");
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public async Task The_culture_of_the_host_does_not_show(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            Assert.Equal("<a i=\"1234.5\">TITLE</a>", await SentAsync("<a i=\"{{ d }}\">{{ 'title' | upcase }}</a>", new StepInput { ["d"] = 1234.5 }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Very_deep_nesting_is_checked_without_recursion()
    {
        var sent = await SentAsync("{% for i in (1..100000) %}<a>{% endfor %}{% for i in (1..100000) %}</a>{% endfor %}");
        Assert.Equal(700_000, sent.Length);
    }

    [Theory]
    [InlineData("]]", ">", "<b/>")]
    [InlineData("]", "]>", "<b/>")]
    [InlineData("<!--", "-->", "<![CDATA[")]
    [InlineData("]]", "", ">")]
    public async Task Values_side_by_side_cannot_close_a_section_together(string a, string b, string c)
    {
        var input = new StepInput { ["a"] = a, ["b"] = b, ["c"] = c };
        var sent = XDocument.Parse(await SentAsync("<r><![CDATA[{{ a }}{{ b }}{{ c }}]]></r>", input)).Root!;
        Assert.Equal(a + b + c, sent.Value);
        Assert.All(sent.Nodes(), node => Assert.True(node.NodeType is XmlNodeType.CDATA or XmlNodeType.Text));
    }
}
