using Microsoft.AspNetCore.Http;

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

    /// <summary>What else the step needs, such as a body.</summary>
    protected virtual string Rest => string.Empty;

    /// <summary>Whether an empty value is a credential too.</summary>
    protected virtual bool MayBeEmpty => false;

    /// <summary>How many wire requests go without credentials before the server has said what it wants.</summary>
    protected virtual int Unasked => 0;

    /// <summary>The server's side of the scheme, where it has one.</summary>
    protected virtual RequestDelegate Guard(RequestDelegate answer) => answer;

    /// <summary>Whether a request was made with the <see cref="Credential"/>.</summary>
    private protected virtual bool Carries(SeenRequest seen) =>
        (seen.Target + string.Join('\n', seen.Headers.Select(header => header.Value))).Contains(Credential, StringComparison.Ordinal);

    private StepHost Host() => StepHost.Create(build: Register, chance: 0);

    private string Step(string more = "") => $$"""{ "url": "http://server/", "authentication": {{Definition}}{{Rest}}{{more}} }""";

    private static StepInput Input => new() { ["v"] = Credential };

    [Fact]
    public async Task It_is_applied_to_every_attempt_and_every_hop_of_the_origin()
    {
        await using var server = await TestServer.StartAsync(Guard(TestServer.Play(TestServer.Status(503), TestServer.Status(307, ("Location", "/next")), TestServer.Ok)));
        await using var host = Host();
        (await host.RunAsync(Step(""", "retry": { }, "followRedirects": true""").At(server), Input)).Succeeds();
        Assert.Equal(3 + Unasked, server.Seen.Count);
        Assert.All(server.Seen.Skip(Unasked), seen => Assert.True(Carries(seen), seen.ToString()));
    }

    [Fact]
    public async Task It_never_goes_to_another_origin()
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync(Guard(TestServer.Status(302, ("Location", other.Url))));
        await using var host = Host();
        (await host.RunAsync(Step(""", "followRedirects": true""").At(server), Input)).Succeeds();
        Assert.True(Carries(server.Last));
        Assert.False(Carries(Assert.Single(other.Seen)));
        Assert.Null(other.Last.Header("Authorization"));
    }

    [Fact]
    public async Task It_is_seen_in_no_result_log_or_preview()
    {
        await using var server = await TestServer.StartAsync(Guard(TestServer.Status(401)));
        await using var host = Host();
        Assert.DoesNotContain(Credential, (await host.RunAsync(Step().At(server), Input)).ToJson(), StringComparison.Ordinal);
        Assert.True(Carries(server.Last));
        var preview = await host.RenderAsync(Step().At(server), Input);
        Assert.DoesNotContain(Credential, preview.Url + preview.BodyText + string.Join('\n', preview.Headers.Select(header => header.Value)), StringComparison.Ordinal);
        Assert.All(host.Logs.GetSnapshot(), record => Assert.DoesNotContain(Credential, record.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_that_could_not_be_sent_fail_closed()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var result = await host.RunAsync(Step().At(server), new StepInput { ["v"] = null });
        Assert.Equal(MayBeEmpty ? null : FailureKind.Authentication, result.Failure?.Kind);
        Assert.Equal(MayBeEmpty ? 1 : 0, server.Seen.Count);
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

    protected override bool MayBeEmpty => true;

    private protected override bool Carries(SeenRequest seen) => seen.Header("Authorization") is { } header
        && header.StartsWith("Basic ", StringComparison.Ordinal) && System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])) == "u:" + Credential;
}

public sealed class HeaderContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "header", "headers": { "X-Key": "{{ v }}" } }""";
}

public sealed class QueryContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "query", "query": { "key": "{{ v }}" } }""";
}

public sealed class CustomHeaderContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "custom", "headers": { "X-Key": "{{ v }}" } }""";
}

public sealed class CustomQueryContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "custom", "query": { "key": "{{ v }}" } }""";
}

public sealed class CustomBodyContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "custom", "body": { "key": "{{ v }}" } }""";

    protected override string Rest => """, "method": "POST", "body": { "type": "json", "value": { "id": 1 } }""";

    private protected override bool Carries(SeenRequest seen) => seen.Text.Contains($"\"key\":\"{Credential}\"", StringComparison.Ordinal);
}

public sealed class DigestContractTests : AuthenticationContract
{
    private readonly DigestGuard _guard = new() { Password = Credential };

    protected override string Definition => """{ "type": "digest", "username": "u", "password": "{{ v }}" }""";

    protected override int Unasked => 1;

    protected override RequestDelegate Guard(RequestDelegate answer) => _guard.Guard(answer);

    private protected override bool Carries(SeenRequest seen) => seen.Header("Authorization") is { } header && _guard.IsRight(header, seen.Method);
}

public sealed class AwsSigV4ContractTests : AuthenticationContract
{
    protected override string Definition =>
        """{ "type": "awsSigV4", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "{{ v }}", "region": "eu-central-1", "service": "execute-api" }""";

    private protected override bool Carries(SeenRequest seen) => SigV4Verifier.IsSigned(seen, Credential);
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
