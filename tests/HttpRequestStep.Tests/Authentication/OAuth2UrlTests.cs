namespace HttpRequestSteps.Tests;

/// <summary>The URLs of an authorization server: the client's secret goes there, so no variable may say where that is.</summary>
public sealed class OAuth2UrlTests
{
    private static string Step(string tokenUrl, string more = "") =>
        $$"""{ "url": "https://127.0.0.1:1/", "authentication": { "type": "oauth2", "grant": "clientCredentials", "clientId": "c", "clientSecret": "s3cret-of-c", "tokenUrl": "{{tokenUrl}}"{{more}} } }""";

    [Theory]
    [InlineData("{{ url }}")]
    [InlineData("{{ url }}/")]
    [InlineData("{{ url | append: '/token' }}")]
    [InlineData("https://{{ host }}/token")]
    [InlineData("https://login.{{ domain }}/token")]
    [InlineData("https://login.example.com{{ v }}/token")]
    [InlineData("https://login.example.com:{{ port }}/token")]
    [InlineData("{{ scheme }}://login.example.com/token")]
    [InlineData("https://{% if v %}a{% endif %}.example.com/token")]
    [InlineData("{{ url }}?k={{ secrets.k }}")]
    public void A_variable_that_would_say_where_the_host_is_is_an_error(string url)
    {
        Assert.Equal(["$.authentication.tokenUrl"], Paths(Step(url)));
        Assert.Equal(["$.authentication.refreshUrl"], Paths(Step("https://a/token", $", \"refreshUrl\": \"{url}\"")));
        Assert.Equal(["$.authentication.authorizationUrl"], Paths(Step("https://a/token", $", \"authorizationUrl\": \"{url}\"")));
    }

    [Theory]
    [InlineData("https://{{ tenant }}.example.com/{{ realm }}/token?v={{ v }}")]
    [InlineData("https://login.example.com/{% if v %}a{% endif %}/token")]
    [InlineData("https://{{ secrets.host }}/token")]
    [InlineData("{{ secrets.tokenUrl }}")]
    public void A_value_elsewhere_and_a_secret_are_none(string url) => Assert.Empty(Paths(Step(url)));

    [Fact]
    public async Task A_value_stays_in_its_place()
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Json("""{ "access_token": "TOKEN" }"""));
        await using var host = StepHost.Create();
        var step = Step("http://{{ tenant }}.example.com/token");
        (await host.RunAsync(step, new StepInput { ["tenant"] = $"127.0.0.1:{tokens.Port}/x" })).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "inside the host of a URL");
        Assert.Empty(tokens.Seen);

        step = Step(tokens.Url + "/{{ realm }}/token");
        (await host.RunAsync(step, new StepInput { ["realm"] = ".." })).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "climb");
        await host.RunAsync(step, new StepInput { ["realm"] = "a/b?" });
        Assert.Equal("/a%2Fb%3F/token", Assert.Single(tokens.Seen).Target);
    }

    private static IEnumerable<string> Paths(string step) => new StepReader().Read(step).Errors.Select(error => error.Path);
}
