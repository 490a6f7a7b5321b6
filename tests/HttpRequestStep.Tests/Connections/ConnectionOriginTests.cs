using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps.Tests;

/// <summary>A base URL with values: it says where credentials may go, so no value may.</summary>
public sealed class ConnectionOriginTests
{
    [Fact]
    public async Task A_value_in_the_base_url_does_not_decide_where_credentials_go()
    {
        await using var other = await TestServer.StartAsync();
        await using var host = StepHost.FromSettings("""{ "Connections": { "api": { "BaseUrl": "http://{{ tenant }}.example.com/v1", "Authentication": { "type": "bearer", "token": "connection-token" } } } }""");
        var result = await host.RunAsync("""{ "url": "http://server/x", "connection": "api" }""".At(other), new StepInput { ["tenant"] = $"127.0.0.1:{other.Port}/x" });
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "inside the host of a URL");
        Assert.Empty(other.Seen);
    }

    [Theory]
    [InlineData("{{ base }}", true)]
    [InlineData("{{ base | append: '/v1' }}", true)]
    [InlineData("https://{{ host }}/v1", true)]
    [InlineData("https://api.{{ domain }}", true)]
    [InlineData("https://{{ tenant }}.example.com/{{ version }}", false)]
    [InlineData("https://{{ secrets.host }}/v1", false)]
    [InlineData("{{ secrets.base }}", false)]
    public void A_base_url_that_a_variable_leads_anywhere_needs_allowed_hosts(string baseUrl, bool isOpen)
    {
        const string key = "Connections:a:";
        Dictionary<string, string?> settings = new() { [key + "BaseUrl"] = baseUrl };
        Assert.Empty(Failures(settings));
        settings[key + "Headers:X-Key"] = "k";
        Assert.Equal(isOpen ? 1 : 0, Failures(settings).Count(failure => failure.StartsWith("$.connections.a.allowedHosts", StringComparison.Ordinal)));
        settings[key + "AllowedHosts:0"] = "*.example.com";
        Assert.Empty(Failures(settings));
    }

    private static string[] Failures(Dictionary<string, string?> settings)
    {
        using var services = new ServiceCollection().AddHttpRequestSteps(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Services.BuildServiceProvider();
        return Record.Exception(() => services.GetRequiredService<IStartupValidator>().Validate()) is OptionsValidationException exception ? [.. exception.Failures] : [];
    }
}
