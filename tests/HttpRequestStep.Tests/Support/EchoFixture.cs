namespace HttpRequestSteps.Tests;

/// <summary>One server and one host for the tests of a class that only look at what was sent.</summary>
public sealed class EchoFixture : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    internal StepHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        Host = StepHost.Create(options => options.Secrets["token"] = "s3cr3t-token");
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
    }

    internal async Task<SeenRequest> SendAsync(string step, StepInput? input = null)
    {
        (await Host.RunAsync(step.At(Server), input)).Succeeds();
        return Server.Last;
    }
}
