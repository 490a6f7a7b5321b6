using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>What a test of a connection says.</summary>
public sealed class ConnectionTesterTests
{
    private static async Task<ConnectionTestResult> TestAsync(string connection)
    {
        await using var host = StepHost.FromSettings($$"""{ "Connections": { "api": {{connection}} } }""");
        return await host.Services.GetRequiredService<ConnectionTester>().TestAsync("api");
    }

    private static ConnectionTestOutcome? Outcome(ConnectionTestResult result, ConnectionTestStage stage) => result.Stages.FirstOrDefault(found => found.Stage == stage)?.Outcome;

    [Fact]
    public async Task A_token_endpoint_that_is_blocked_fails_the_stage_of_the_token()
    {
        await using var server = await TestServer.StartAsync();
        var result = await TestAsync($$"""{ "BaseUrl": "{{server.Url}}", "Authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "http://169.254.169.254/token", "clientId": "c", "clientSecret": "s3cret" } }""");
        Assert.Equal((false, ConnectionTestStage.Token), (result.Succeeded, result.FailedStage));
        Assert.Contains("The token endpoint 169.254.169.254", result.Message, StringComparison.Ordinal);
        Assert.Equal((ConnectionTestOutcome.Failed, ConnectionTestOutcome.NotReached), (Outcome(result, ConnectionTestStage.Token), Outcome(result, ConnectionTestStage.Egress)));
    }

    [Fact]
    public async Task An_address_that_is_blocked_fails_the_stage_of_egress()
    {
        var result = await TestAsync("""{ "BaseUrl": "http://169.254.169.254/", "Authentication": { "type": "bearer", "token": "t-123456" } }""");
        Assert.Equal((false, ConnectionTestStage.Egress), (result.Succeeded, result.FailedStage));
    }

    [Theory]
    [InlineData(302, "https://login.example.com/sign-in?next=secret", "302, a redirect to https://login.example.com/sign-in")]
    [InlineData(307, "/login", "307, a redirect to /login")]
    [InlineData(303, null, "303, a redirect")]
    public async Task A_redirect_proves_nothing_of_the_credentials(int status, string? location, string message)
    {
        await using var server = await TestServer.StartAsync(location is null ? TestServer.Status(status) : TestServer.Status(status, ("Location", location)));
        var result = await TestAsync($$"""{ "BaseUrl": "{{server.Url}}", "Authentication": { "type": "bearer", "token": "t-123456" } }""");
        Assert.Equal((false, ConnectionTestStage.Credentials, ConnectionTestOutcome.Passed), (result.Succeeded, result.FailedStage, Outcome(result, ConnectionTestStage.Answer)));
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("next=secret", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_of_a_connection_without_credentials_is_told()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(302, ("Location", "/login")));
        var result = await TestAsync($$"""{ "BaseUrl": "{{server.Url}}" }""");
        Assert.True(result.Succeeded);
        Assert.Contains("302, a redirect to /login", result.Message, StringComparison.Ordinal);
    }
}
