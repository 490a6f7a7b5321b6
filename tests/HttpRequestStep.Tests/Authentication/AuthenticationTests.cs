using System.Text;

namespace HttpRequestSteps.Tests;

public sealed class AuthenticationTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private Task<SeenRequest> SendAsync(string authentication, string url = "http://server/", string more = "", StepInput? input = null) =>
        echo.SendAsync($$"""{ "url": "{{url}}", "authentication": {{authentication}}{{more}} }""", input);

    [Theory]
    [InlineData("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    [InlineData("test", "123\u00a3", "Basic dGVzdDoxMjPCow==")]
    [InlineData("u", "", "Basic dTo=")]
    [InlineData("u", "a:b", "Basic dTphOmI=")]
    public async Task Basic_sends_user_and_password_in_utf8(string username, string password, string header) =>
        Assert.Equal(header, (await SendAsync($$"""{ "type": "basic", "username": "{{username}}", "password": "{{password}}" }""")).Header("Authorization"));

    [Fact]
    public async Task Bearer_sends_its_token() => Assert.Equal("Bearer s3cr3t-token", (await SendAsync("""{ "type": "bearer", "token": "{{ secrets.token }}" }""")).Header("Authorization"));

    [Theory]
    [InlineData("""{ "type": "bearer", "token": "{{ a }}{{ b }}" }""", "Bearer ")]
    [InlineData("""{ "type": "basic", "username": "{{ a }}", "password": "{{ b }}" }""", "Basic ")]
    public async Task Credentials_kept_from_the_request_before_are_never_those_of_another(string authentication, string scheme)
    {
        var step = echo.Host.Reader.Parse($$$"""{ "url": "http://server/{{ a }}/{{ b }}", "authentication": {{{authentication}}} }""".At(echo.Server));
        string[] parts = ["x", "xy", "y", "yx", "xyx"];
        var sent = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var (a, b) = (parts[i % 5], parts[i / 5 % 5]);
            var result = await echo.Host.Executor.ExecuteAsync(step, new StepInput { ["a"] = a, ["b"] = b });
            return (Expected: scheme + (scheme == "Basic " ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{a}:{b}")) : a + b), Target: $"/{a}/{b}", result.EnsureSucceeded().Succeeded);
        }));
        Assert.All(sent, request => Assert.Contains(echo.Server.Seen, seen => seen.Target == request.Target && seen.Header("Authorization") == request.Expected));
        Assert.DoesNotContain(echo.Server.Seen, seen => sent.Any(request => request.Target == seen.Target) && seen.Header("Authorization")!.StartsWith(scheme, StringComparison.Ordinal)
            && !sent.Any(request => request.Target == seen.Target && request.Expected == seen.Header("Authorization")));
    }

    [Fact]
    public async Task Header_sends_each_of_its_headers_and_wins_over_the_steps()
    {
        var seen = await SendAsync("""{ "type": "header", "headers": { "X-Key": "k-{{ v }}", "X-Other": "o" } }""", more: """, "headers": { "x-key": "mine" }""", input: new StepInput { ["v"] = 1 });
        Assert.Equal(["k-1"], seen.All("X-Key"));
        Assert.Equal("o", seen.Header("X-Other"));
    }

    [Theory]
    [InlineData("http://server/", "/?key=a%26b")]
    [InlineData("http://server/?x=1", "/?x=1&key=a%26b")]
    [InlineData("http://server/?key=old&x=1", "/?x=1&key=a%26b")]
    [InlineData("http://server/?x=1&key=old&y=2", "/?x=1&y=2&key=a%26b")]
    [InlineData("http://server/a/../b?keys=1", "/a/../b?keys=1&key=a%26b")]
    public async Task Query_appends_its_parameter_in_place_of_one_of_the_same_name(string url, string target) =>
        Assert.Equal(target, (await SendAsync("""{ "type": "query", "query": { "key": "a&b" } }""", url)).Target);

    [Fact]
    public async Task None_sends_none() => Assert.Null((await SendAsync("""{ "type": "none" }""")).Header("Authorization"));

    [Theory]
    [InlineData("""{ "type": "bearer", "token": "{{ v }}" }""", "", "empty")]
    [InlineData("""{ "type": "bearer", "token": "{{ v }}" }""", "a\r\nX: y", "line break")]
    [InlineData("""{ "type": "header", "headers": { "X-Key": "{{ v }}" } }""", "", "empty")]
    [InlineData("""{ "type": "header", "headers": { "X-Key": "{{ v }}" } }""", "\u00fc", "outside ASCII")]
    [InlineData("""{ "type": "query", "query": { "k": "{{ v }}" } }""", " ", "empty")]
    [InlineData("""{ "type": "basic", "username": "{{ v }}", "password": "p" }""", "a:b", "colon")]
    public async Task Without_credentials_there_is_no_call(string authentication, string value, string message)
    {
        var before = echo.Server.Seen.Count;
        var result = await echo.Host.RunAsync($$"""{ "url": "http://server/", "authentication": {{authentication}} }""".At(echo.Server), new StepInput { ["v"] = value });
        result.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, message);
        Assert.StartsWith("No credentials: ", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(before, echo.Server.Seen.Count);
    }

    [Theory]
    [InlineData("""{ "type": "header", "headers": { } }""", "$.authentication.headers")]
    [InlineData("""{ "type": "header", "headers": { "Host": "x" } }""", "$.authentication.headers.Host")]
    [InlineData("""{ "type": "query", "query": { } }""", "$.authentication.query")]
    [InlineData("""{ "type": "basic", "username": "a:b", "password": "p" }""", "$.authentication.username")]
    public void What_validation_can_see_of_credentials_is_an_error(string authentication, string path) =>
        Assert.Equal(path, Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "authentication": {{authentication}} }""").Errors).Path);

    [Fact]
    public async Task A_scheme_that_answers_refusals_has_its_request_sent_once_more()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(401), TestServer.Ok, TestServer.Status(401), TestServer.Status(401), TestServer.Ok);
        await using var host = StepHost.Create(build: builder => builder.AddAuthentication<RenewedAuthentication, RenewedHandler>("renewed"));
        var step = """{ "method": "POST", "url": "http://server/", "authentication": { "type": "renewed" }, "body": { "type": "json", "value": [1] } }""".At(server);
        var result = (await host.RunAsync(step)).Succeeds();
        Assert.Single(result.Attempts);
        Assert.Equal(["token-1", "token-2"], server.Seen.Select(seen => seen.Header("X-Token")));
        Assert.All(server.Seen, seen => Assert.Equal("[1]", seen.Text));
        (await host.RunAsync(step)).Fails(FailureKind.Status, DeliveryCertainty.Answered, "401");
        Assert.Equal(4, server.Seen.Count);
    }

    [Fact]
    public async Task A_request_that_cannot_be_repeated_was_sent_all_the_same()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(401));
        await using var host = StepHost.Create(build: builder => builder.AddAuthentication<RenewedAuthentication, ExhaustedHandler>("exhausted"));
        var result = await host.RunAsync("""{ "url": "http://server/", "authentication": { "type": "exhausted" } }""".At(server));
        result.Fails(FailureKind.Authentication, DeliveryCertainty.Unknown, "No second token.");
        Assert.Single(server.Seen);
    }

    internal sealed class ExhaustedHandler : AuthenticationHandler<RenewedAuthentication>
    {
        private int _number;

        protected override bool AnswersRefusals => true;

        protected override ValueTask ApplyAsync(RenewedAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken) =>
            _number++ == 0 ? default : throw new StepAuthenticationException("No second token.");

        protected override ValueTask<bool> RefusedAsync(RenewedAuthentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken) => new(true);
    }

    internal sealed record RenewedAuthentication : StepAuthentication;

    internal sealed class RenewedHandler : AuthenticationHandler<RenewedAuthentication>
    {
        private int _number;

        protected override bool AnswersRefusals => true;

        protected override ValueTask ApplyAsync(RenewedAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
        {
            context.SetHeader("X-Token", $"token-{++_number}");
            return default;
        }

        protected override ValueTask<bool> RefusedAsync(RenewedAuthentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken) =>
            new(response.StatusCode == System.Net.HttpStatusCode.Unauthorized);
    }
}
