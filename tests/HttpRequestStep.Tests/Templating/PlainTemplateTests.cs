namespace HttpRequestSteps.Tests;

/// <summary>What is read without Fluid means what Fluid would have it mean; all else is left to Fluid.</summary>
public sealed class PlainTemplateTests
{
    [Theory]
    [InlineData("{{ a }}", 1)]
    [InlineData("x{{a.b_c.d1}}y", 3)]
    [InlineData("{{ a }}{{\n b \t}}", 2)]
    [InlineData("no }} output", 1)]
    [InlineData("{ { a } }", 1)]
    public void Plain_paths_are_read(string source, int nodes) => Assert.Equal(nodes, PlainTemplate.TryParse(source, [])!.Length);

    [Theory]
    [InlineData("{{ a | upcase }}")]
    [InlineData("{{- a -}}")]
    [InlineData("{{ a[0] }}")]
    [InlineData("{{ 'text' }}")]
    [InlineData("{{ 1 }}")]
    [InlineData("{{ true }}")]
    [InlineData("{{ nil }}")]
    [InlineData("{{ a.size }}")]
    [InlineData("{{ a.first.b }}")]
    [InlineData("{{ a-b }}")]
    [InlineData("{{ a..b }}")]
    [InlineData("{{ }}")]
    [InlineData("{{ a b }}")]
    [InlineData("{{ a")]
    [InlineData("{{ {{ a }} }}")]
    [InlineData("{{ secrets }}")]
    [InlineData("{{ secrets.a.b }}")]
    public void All_else_is_left_to_Liquid(string source) => Assert.Null(PlainTemplate.TryParse(source, []));

    [Fact]
    public void The_secrets_it_names_are_known()
    {
        var secrets = new List<string>();

        PlainTemplate.TryParse("{{ secrets.one }} {{ a.secrets }} {{ secrets.two }}", secrets);

        Assert.Equal(["one", "two"], secrets);
    }
}
