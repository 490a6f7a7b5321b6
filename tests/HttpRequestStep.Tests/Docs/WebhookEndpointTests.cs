namespace HttpRequestSteps.Tests;

/// <summary>The endpoint of the documentation, with a step that calls it.</summary>
public sealed class WebhookEndpointTests
{
    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public async Task The_endpoint_takes_what_the_step_signs_and_nothing_else(int index)
    {
        // What is signed as text cannot be compressed.
        var compress = SigningCases.All[index].Contains("{{ body |", StringComparison.Ordinal) ? string.Empty : ", \"compress\": \"gzip\"";
        var clock = new ManualClock();
        var step = $$"""{ "method": "POST", "url": "http://server/hooks/%7E/a%2Fb?q=1%202", "signing": { {{SigningCases.All[index]}} }, "body": { "type": "raw", "content": "{{"{{ text }}"}}"{{compress}} } }""";
        var received = new List<byte[]>();
        var signing = new StepReader().Parse(step).Signing!;
        var endpoint = new WebhookEndpoint(WebhookVerifier.Create(signing, new WebhookVerifierOptions { TimeProvider = clock }), body =>
        {
            received.Add(body);
            return Task.CompletedTask;
        });
        TestServer? seeing = null;
        await using var server = await TestServer.StartAsync(context =>
        {
            // This server has read the body already.
            context.Request.Body = new MemoryStream(seeing!.Last.Body);
            return endpoint.ReceiveAsync(context);
        });
        seeing = server;
        await using var host = StepHost.Create(clock: clock);

        var result = await host.RunAsync(step.At(server), Steps.Input("""{ "text": "J\u00f6rg" }"""));
        Assert.Equal(202, result.StatusCode);
        Assert.Single(received);

        result = await host.RunAsync($$"""{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": "forged" } }""".At(server));
        Assert.Equal(401, result.StatusCode);
        Assert.Single(received);
    }
}
