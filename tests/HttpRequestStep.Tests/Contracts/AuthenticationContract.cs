namespace HttpRequestSteps.Tests;

/// <summary>What every authentication scheme must keep, a host's own included: derive, and say how it is written.</summary>
public abstract class AuthenticationContract
{
    /// <summary>The value that <see cref="Definition"/> must put on the wire, in whatever form, and that nobody may see.</summary>
    protected const string Credential = "cr3dential-of-the-contract";

    /// <summary>The JSON of the credentials; <c>{{ v }}</c> stands for <see cref="Credential"/>.</summary>
    protected abstract string Definition { get; }

    /// <summary>Registers the scheme with the host.</summary>
    protected virtual void Register(HttpRequestStepsBuilder builder)
    {
    }

    private StepHost Host() => StepHost.Create(build: Register, chance: 0);

    private string Step(string more = "") => $$"""{ "url": "http://server/", "authentication": {{Definition}}{{more}} }""";

    private static StepInput Input => new() { ["v"] = Credential };

    private static bool Carries(SeenRequest seen)
    {
        var text = seen.Target + string.Join('\n', seen.Headers.Select(header => header.Value));
        var basic = seen.Header("Authorization") is { } header && header.StartsWith("Basic ", StringComparison.Ordinal) ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])) : "";
        return (text + basic).Contains(Credential, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_applied_to_every_attempt_and_every_hop_of_the_origin()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(503), TestServer.Status(302, ("Location", "/next")), TestServer.Ok);
        await using var host = Host();
        (await host.RunAsync(Step(""", "retry": { }, "followRedirects": true""").At(server), Input)).Succeeds();
        Assert.Equal(3, server.Seen.Count);
        Assert.All(server.Seen, seen => Assert.True(Carries(seen), seen.ToString()));
    }

    [Fact]
    public async Task It_never_goes_to_another_origin()
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.PlayAsync(TestServer.Status(302, ("Location", other.Url)));
        await using var host = Host();
        (await host.RunAsync(Step(""", "followRedirects": true""").At(server), Input)).Succeeds();
        Assert.False(Carries(Assert.Single(other.Seen)));
    }

    [Fact]
    public async Task It_is_seen_in_no_result_and_no_preview()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(401));
        await using var host = Host();
        Assert.DoesNotContain(Credential, (await host.RunAsync(Step().At(server), Input)).ToJson(), StringComparison.Ordinal);
        var preview = await host.RenderAsync(Step().At(server), Input);
        Assert.DoesNotContain(Credential, preview.Url + string.Join('\n', preview.Headers.Select(header => header.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_could_not_be_sent_fail_closed()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var result = await host.RunAsync(Step().At(server), new StepInput { ["v"] = null });
        Assert.True(result.Failure?.Kind is FailureKind.Authentication || Definition.Contains("password", StringComparison.Ordinal), result.ToJson());
    }

    [Fact]
    public async Task It_survives_a_round_trip()
    {
        await using var host = Host();
        var written = host.Reader.Write(host.Reader.Parse(Step()));
        Assert.Equal(written, host.Reader.Write(host.Reader.Parse(written)));
    }
}

public sealed class BearerContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "bearer", "token": "{{ v }}" }""";
}

public sealed class BasicContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "basic", "username": "u", "password": "{{ v }}" }""";
}

public sealed class HeaderContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "header", "headers": { "X-Key": "{{ v }}" } }""";
}

public sealed class QueryContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "query", "query": { "key": "{{ v }}" } }""";
}

public sealed class HostAuthenticationContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "prefixed", "key": "{{ v }}" }""";

    protected override void Register(HttpRequestStepsBuilder builder) => builder.AddAuthentication<PrefixedAuthentication, PrefixedHandler>("prefixed");

    internal sealed record PrefixedAuthentication : StepAuthentication
    {
        public required Text Key { get; init; }
    }

    internal sealed class PrefixedHandler : AuthenticationHandler<PrefixedAuthentication>
    {
        protected override ValueTask ApplyAsync(PrefixedAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
        {
            var key = context.Render(authentication.Key);
            context.SetHeader("X-Prefixed", key.Length > 0 ? "key " + key : throw new StepAuthenticationException("The key is empty."));
            return default;
        }
    }
}
