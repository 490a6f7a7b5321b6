using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>OAuth 2.0 against a real authorization server.</summary>
public sealed class OAuth2Tests
{
    private static string Json(string text) => JsonSerializer.Serialize(text);

    private static string Authentication(OAuthServer server, string grant, string more = "") =>
        $$"""{ "type": "oauth2", "grant": "{{grant}}", "tokenUrl": "{{server.Url}}/token", "clientId": "{{OAuthServer.ClientId}}", "clientSecret": {{Json(OAuthServer.ClientSecret)}}{{more}} }""";

    private static string Step(OAuthServer server, string authentication, string more = "") => $$"""{ "url": "{{server.Url}}/api/orders", "authentication": {{authentication}}{{more}} }""";

    private static StepHost Connected(OAuthServer server, string more = "", Action<HttpRequestStepsBuilder>? build = null) => StepHost.FromSettings(
        $$"""
        { "Connections": { "api": { "BaseUrl": "{{server.Url}}/api", "Authentication": {
            "type": "oauth2", "grant": "authorizationCode", "authorizationUrl": "{{server.Url}}/authorize", "tokenUrl": "{{server.Url}}/token",
            "clientId": "{{OAuthServer.ClientId}}", "clientSecret": {{Json(OAuthServer.ClientSecret)}}, "scopes": ["orders", "offline_access"], "account": "{{'{'}}{ account }{{'}'}}"{{more}} } } } }
        """,
        build: build);

    [Theory]
    [InlineData("basic")]
    [InlineData("body")]
    public async Task Client_credentials_get_a_token_which_is_used_again(string clientAuthentication)
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = StepHost.Create();
        var step = Step(server, Authentication(server, "clientCredentials", $$""", "clientAuthentication": "{{clientAuthentication}}", "scopes": ["orders", "invoices"]"""));
        (await host.RunAsync(step)).Succeeds();
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal("orders invoices", Assert.Single(server.Seen).Scope);
    }

    [Fact]
    public async Task A_thousand_steps_cause_one_token_request()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = StepHost.Create();
        var gate = new TaskCompletionSource();
        server.Gate = gate.Task;
        var step = host.Reader.Parse(Step(server, Authentication(server, "clientCredentials")));
        var running = Enumerable.Range(0, 1000).Select(_ => host.RunAsync(step)).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(running), result => result.Succeeds());
        Assert.Equal(1, server.TokenRequests);
    }

    [Fact]
    public async Task A_thousand_steps_at_the_end_of_a_token_cause_one_more_token_request()
    {
        await using var server = await OAuthServer.StartAsync();
        var clock = new ManualClock();
        await using var host = StepHost.Create(clock: clock);
        var step = host.Reader.Parse(Step(server, Authentication(server, "clientCredentials")));
        (await host.RunAsync(step)).Succeeds();
        clock.Advance(TimeSpan.FromHours(2));
        var gate = new TaskCompletionSource();
        server.Gate = gate.Task;
        var running = Enumerable.Range(0, 1000).Select(_ => host.RunAsync(step)).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(running), result => result.Succeeds());
        Assert.Equal(2, server.TokenRequests);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_expires_and_not_long_before()
    {
        await using var server = await OAuthServer.StartAsync();
        server.Lifetime = TimeSpan.FromMinutes(20);
        var clock = new ManualClock();
        await using var host = StepHost.Create(clock: clock);
        var step = Step(server, Authentication(server, "clientCredentials"));
        (await host.RunAsync(step)).Succeeds();
        clock.Advance(TimeSpan.FromMinutes(18));
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal(1, server.TokenRequests);
        clock.Advance(TimeSpan.FromMinutes(1.5));
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal(2, server.TokenRequests);
    }

    [Fact]
    public async Task A_refused_token_is_fetched_anew_once_and_the_request_sent_once_more()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = StepHost.Create();
        var step = host.Reader.Parse(Step(server, Authentication(server, "clientCredentials")));
        (await host.RunAsync(step)).Succeeds();
        server.RevokeAccessTokens();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.RunAsync(step)));
        Assert.All(results, result => Assert.Single(result.Succeeds().Attempts));
        Assert.Equal(2, server.TokenRequests);
    }

    [Fact]
    public async Task A_token_that_is_always_refused_is_not_fetched_for_ever()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var api = await TestServer.StartAsync(TestServer.Status(403));
        await using var host = StepHost.Create();
        var authentication = Authentication(server, "clientCredentials", """, "refreshOn": [403]""");
        (await host.RunAsync($$"""{ "url": "{{api.Url}}", "authentication": {{authentication}} }""")).Fails(FailureKind.Status, DeliveryCertainty.Answered, "403");
        Assert.Equal((2, 2), (server.TokenRequests, api.Seen.Count));
    }

    [Fact]
    public async Task The_password_grant_refreshes_where_it_can()
    {
        await using var server = await OAuthServer.StartAsync();
        var clock = new ManualClock();
        await using var host = StepHost.Create(clock: clock);
        var step = Step(server, Authentication(server, "password", $$""", "username": "{{OAuthServer.Username}}", "password": {{Json(OAuthServer.Password)}}, "scopes": ["offline_access"]"""));
        (await host.RunAsync(step)).Succeeds();
        clock.Advance(TimeSpan.FromHours(2));
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal(["password", "refresh_token"], server.Seen.Select(request => request.GrantType));
    }

    [Fact]
    public async Task A_refresh_token_is_rotated_and_the_new_one_kept()
    {
        await using var server = await OAuthServer.StartAsync();
        var clock = new ManualClock();
        var first = await RefreshTokenOf(server);
        await using var host = StepHost.Create(clock: clock);
        var step = Step(server, Authentication(server, "refreshToken", $$""", "refreshToken": {{Json(first)}}"""));
        (await host.RunAsync(step)).Succeeds();
        clock.Advance(TimeSpan.FromHours(2));
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal(3, server.TokenRequests);
        Assert.NotEqual(server.Seen.ElementAt(1).RefreshToken, server.Seen.ElementAt(2).RefreshToken);
    }

    [Fact]
    public async Task A_spent_refresh_token_ends_in_reconnect_needed()
    {
        await using var server = await OAuthServer.StartAsync();
        var token = await RefreshTokenOf(server);
        var step = Step(server, Authentication(server, "refreshToken", $$""", "refreshToken": {{Json(token)}}"""));
        await using var one = StepHost.Create();
        await using var other = StepHost.Create();
        (await one.RunAsync(step)).Succeeds();
        var result = await other.RunAsync(step);
        result.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "reconnect needed");
        Assert.DoesNotContain(token, result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_connected_with_a_code_and_pkce_and_then_used()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = Connected(server);
        var input = new StepInput { ["account"] = "ann" };
        const string step = """{ "connection": "api", "url": "/orders" }""";
        (await host.RunAsync(step, input)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "The account \"ann\" is not connected");

        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        var start = await flow.BeginAsync("api", input, new Uri("https://relay.example.com/callback"));
        await flow.CompleteAsync(start, await AgreeAsync(start.Url), input);

        (await host.RunAsync(step, input)).Succeeds();
        (await host.RunAsync(step, new StepInput { ["account"] = "bob" })).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "The account \"bob\" is not connected");
        await flow.DisconnectAsync("api", input);
        (await host.RunAsync(step, input)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "is not connected");
    }

    [Fact]
    public async Task A_code_is_only_exchanged_for_the_beginning_it_belongs_to()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = Connected(server);
        var input = new StepInput { ["account"] = "ann" };
        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        var start = await flow.BeginAsync("api", input, new Uri("https://relay.example.com/callback"));
        var answer = await AgreeAsync(start.Url);
        var other = await flow.BeginAsync("api", input, new Uri("https://relay.example.com/callback"));

        Assert.Contains("state", (await Assert.ThrowsAsync<StepAuthenticationException>(() => flow.CompleteAsync(other, answer, input))).Message, StringComparison.Ordinal);
        var stolen = start with { CodeVerifier = other.CodeVerifier };
        Assert.Contains("invalid_grant", (await Assert.ThrowsAsync<StepAuthenticationException>(() => flow.CompleteAsync(stolen, answer, input))).Message, StringComparison.Ordinal);
        KeyValuePair<string, string>[] refusal = [new("state", start.State), new("error", "access_denied")];
        Assert.Contains("access_denied", (await Assert.ThrowsAsync<StepAuthenticationException>(() => flow.CompleteAsync(start, refusal, input))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "in": "query" }""", "/?access_token=TOKEN", null)]
    [InlineData("""{ "in": "query", "name": "key", "prefix": "t" }""", "/?key=t%20TOKEN", null)]
    [InlineData("""{ "prefix": "token" }""", "/", "token TOKEN")]
    [InlineData("""{ "prefix": "" }""", "/", "TOKEN")]
    public async Task A_token_is_put_where_the_definition_says(string place, string target, string? header)
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Json("""{ "access_token": "TOKEN", "token_type": "Bearer" }"""));
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync(Canned(tokens, api, $$""", "tokenIn": {{place}}"""))).Succeeds();
        Assert.Equal((target, header), (api.Last.Target, api.Last.Header("Authorization")));
    }

    [Fact]
    public async Task Further_values_go_with_their_own_request()
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Json("""{ "access_token": "TOKEN" }"""));
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync(Canned(tokens, api, """, "audience": "https://api.example.com", "tokenRequest": { "headers": { "X-Tenant": "{{ tenant }}" }, "query": { "v": "2" }, "body": { "resource": "r", "grant_type": "custom" } }"""), new StepInput { ["tenant"] = "acme" })).Succeeds();
        Assert.Equal(("/token?v=2", "acme"), (tokens.Last.Target, tokens.Last.Header("X-Tenant")));
        Assert.Contains("audience=https%3A%2F%2Fapi.example.com", tokens.Last.Text, StringComparison.Ordinal);
        Assert.Contains("resource=r", tokens.Last.Text, StringComparison.Ordinal);
        Assert.Contains("grant_type=custom", tokens.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_for_the_owner_and_for_the_refresh_go_with_theirs_and_no_other()
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Json("""{ "access_token": "TOKEN", "refresh_token": "next", "expires_in": 3600 }"""));
        var clock = new ManualClock();
        await using var host = StepHost.FromSettings(
            $$$"""
            { "Connections": { "api": { "BaseUrl": "{{{tokens.Url}}}/api", "Authentication": {
                "type": "oauth2", "grant": "authorizationCode", "authorizationUrl": "{{{tokens.Url}}}/authorize", "tokenUrl": "{{{tokens.Url}}}/token", "refreshUrl": "{{{tokens.Url}}}/refresh", "clientId": "c", "clientSecret": "s3cret-of-c",
                "authorizationRequest": { "query": { "prompt": "consent of {{ who }}" } },
                "tokenRequest": { "headers": { "X-Stage": "token" }, "query": { "stage": "token" }, "body": { "kind": "token" } },
                "refreshRequest": { "headers": { "X-Stage": "refresh" }, "query": { "stage": "refresh" }, "body": { "kind": "refresh" } } } } } }
            """,
            clock);
        var input = new StepInput { ["who"] = "ann" };
        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        var start = await flow.BeginAsync("api", input, new Uri("https://relay.example.com/callback"));
        Assert.Contains("prompt=consent%20of%20ann", start.Url.AbsoluteUri, StringComparison.Ordinal);
        await flow.CompleteAsync(start, [new("state", start.State), new("code", "c0de")], input);
        clock.Advance(TimeSpan.FromHours(2));
        (await host.RunAsync("""{ "connection": "api", "url": "/x" }""", input)).Succeeds();

        var asked = tokens.Seen.Where(request => request.Method == "POST").ToArray();
        Assert.Equal(["/token?stage=token token", "/refresh?stage=refresh refresh"], asked.Select(request => $"{request.Target} {request.Header("X-Stage")}"));
        Assert.Equal(["kind=token", "kind=refresh"], asked.Select(request => request.Text.Split('&').Single(field => field.StartsWith("kind=", StringComparison.Ordinal))));
        Assert.All(asked, request => Assert.DoesNotContain("prompt", request.Target + request.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"soon\"")]
    [InlineData("99999999999999999999")]
    public async Task A_life_that_makes_no_sense_is_one_that_the_server_did_not_tell(string expiresIn)
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Json($$"""{ "access_token": "TOKEN", "expires_in": {{expiresIn}} }"""));
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync(Canned(tokens, api))).Succeeds();
        (await host.RunAsync(Canned(tokens, api))).Succeeds();
        Assert.Single(tokens.Seen);
    }

    [Theory]
    [InlineData("application/json", """{ "access_token": "TOKEN", "expires_in": "3600" }""")]
    [InlineData("application/json", """{ "access_token": "TOKEN" }""")]
    [InlineData("application/x-www-form-urlencoded", "access_token=TOKEN&expires_in=3600&scope=a+b")]
    [InlineData("text/plain", "access_token=TOKEN&token_type=bearer")]
    [InlineData("text/html", """{ "access_token": "TOKEN", "expires_in": 3600.0 }""")]
    public async Task Answers_that_are_not_quite_standard_are_understood(string type, string body)
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Body(Encoding.UTF8.GetBytes(body), type));
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync(Canned(tokens, api))).Succeeds();
        Assert.Equal("Bearer TOKEN", api.Last.Header("Authorization"));
    }

    [Theory]
    [InlineData(200, "text/html", "<html>", "answered 200, and not with JSON")]
    [InlineData(500, "text/plain", "oops", "answered 500")]
    [InlineData(200, "application/json", "{ }", "without an access_token")]
    [InlineData(200, "application/json", """{ "error": "slow_down", "error_description": "too\nfast" }""", "slow_down: too fast")]
    [InlineData(400, "application/json", """{ "error": "invalid_client" }""", "answered 400 invalid_client")]
    [InlineData(302, "text/plain", "", "redirect (302)")]
    [InlineData(200, "application/json", """{ "access_token": "a\r\nX: y" }""", "line break")]
    public async Task A_token_endpoint_that_gives_no_token_is_kind_authentication(int status, string type, string body, string message)
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Body(status, Encoding.UTF8.GetBytes(body), type, ("Location", "http://127.0.0.1:1/")));
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync(Canned(tokens, api))).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, message);
        Assert.Empty(api.Seen);
    }

    [Fact]
    public async Task A_token_endpoint_that_answers_ten_megabytes_or_cannot_be_reached_is_kind_authentication()
    {
        await using var tokens = await TestServer.StartAsync(TestServer.Body(new byte[10_000_000], "application/json"));
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync(Canned(tokens, api))).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "larger than 1 MB");
        var unreachable = Canned(tokens, api).Replace($"{tokens.Url}/token", $"http://127.0.0.1:{Steps.FreePort()}/token", StringComparison.Ordinal);
        (await host.RunAsync(unreachable)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "could not be reached: No connection");
        Assert.Empty(api.Seen);
    }

    [Fact]
    public async Task A_token_endpoint_that_hangs_is_given_up()
    {
        var asked = new TaskCompletionSource();
        await using var tokens = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            asked.SetResult();
            await connection.WaitForCloseAsync();
        });
        await using var api = await TestServer.StartAsync();
        var clock = new ManualClock();
        await using var host = StepHost.Create(clock: clock);
        var patient = host.RunAsync(Canned(tokens.Url, api.Url, string.Empty));
        await asked.Task;
        await clock.PassAsync(TokenEndpoint.Timeout);
        (await patient).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "did not answer within 30 s");
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task A_private_key_signs_the_assertion_of_the_client(string algorithm)
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        await using var tokens = await TestServer.StartAsync(TestServer.Json("""{ "access_token": "TOKEN" }"""));
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create(clock: new ManualClock());
        var step = $$"""{ "url": "{{api.Url}}", "authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "{{tokens.Url}}/token", "clientId": "relay", "clientAuthentication": "privateKeyJwt", "privateKey": {{Json(algorithm == "ES256" ? ecdsa.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem())}}, "keyId": "k1" } }""";
        (await host.RunAsync(step)).Succeeds();
        var form = tokens.Last.Text.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        var parts = form["client_assertion"].Split('.');
        var (signed, signature) = (Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]));
        Assert.True(algorithm == "ES256"
            ? ecdsa.VerifyData(signed, signature, System.Security.Cryptography.HashAlgorithmName.SHA256)
            : rsa.VerifyData(signed, signature, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1));
        var head = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0]));
        var claims = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal((algorithm, "k1"), (head.GetProperty("alg").GetString(), head.GetProperty("kid").GetString()));
        Assert.Equal(("relay", "relay", tokens.Url + "/token"), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString()));
        Assert.Equal(ManualClock.Noon.ToUnixTimeSeconds() + 300, claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public async Task A_token_endpoint_is_held_to_the_egress_policy()
    {
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create(options => options.Egress.AllowedNetworks.Add($"127.0.0.1:{api.Port}"), allowPrivateNetworks: false);
        (await host.RunAsync(Canned("http://169.254.169.254", api.Url, string.Empty))).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "metadata endpoint");
        Assert.Empty(api.Seen);
    }

    [Fact]
    public async Task A_preview_fetches_nothing()
    {
        await using var tokens = await TestServer.StartAsync();
        await using var api = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        var preview = await host.RenderAsync(Canned(tokens, api));
        Assert.Contains(preview.Headers, header => header is { Key: "Authorization", Value: "***" });
        Assert.Empty(tokens.Seen);
    }

    [Theory]
    [InlineData("\"grant\": \"clientCredentials\"", "$.authentication.clientSecret")]
    [InlineData("\"grant\": \"password\"", "$.authentication.password", "$.authentication.username")]
    [InlineData("\"grant\": \"refreshToken\"", "$.authentication.refreshToken")]
    [InlineData("\"grant\": \"authorizationCode\"", "$.authentication.grant")]
    [InlineData("\"grant\": \"clientCredentials\", \"clientAuthentication\": \"privateKeyJwt\"", "$.authentication.privateKey")]
    [InlineData("\"grant\": \"clientCredentials\", \"clientAuthentication\": \"privateKeyJwt\", \"privateKey\": \"nonsense\"", "$.authentication.privateKey")]
    [InlineData("\"grant\": \"clientCredentials\", \"clientSecret\": \"s\", \"refreshUrl\": \"ftp://a\"", "$.authentication.refreshUrl")]
    [InlineData("\"grant\": \"clientCredentials\", \"clientSecret\": \"s\", \"tokenRequest\": { \"headers\": { \"Content-Length\": \"1\" } }", "$.authentication.tokenRequest.headers['Content-Length']")]
    public void What_a_grant_needs_is_told_by_the_definition(string properties, params string[] paths) => Assert.Equal(
        paths,
        new StepReader().Read($$"""{ "url": "https://a/", "authentication": { "type": "oauth2", "tokenUrl": "https://a/token", "clientId": "c", {{properties}} } }""").Errors.Select(error => error.Path).Order());

    private static string Canned(TestServer tokens, TestServer api, string more = "") => Canned(tokens.Url, api.Url, more);

    private static string Canned(string tokens, string api, string more) =>
        $$"""{ "url": "{{api}}/", "authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "{{tokens}}/token", "clientId": "c", "clientSecret": "s3cret-of-c"{{more}} } }""";

    private static async Task<string> RefreshTokenOf(OAuthServer server)
    {
        using var client = new HttpClient();
        var answer = await client.PostAsync(server.Url + "/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["username"] = OAuthServer.Username,
            ["password"] = OAuthServer.Password,
            ["scope"] = "offline_access",
            ["client_id"] = OAuthServer.ClientId,
            ["client_secret"] = OAuthServer.ClientSecret,
        }));
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync()).GetProperty("refresh_token").GetString()!;
    }

    /// <summary>What the owner's browser does.</summary>
    internal static async Task<KeyValuePair<string, string>[]> AgreeAsync(Uri url)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(url);
        Assert.True(answer.Headers.Location is not null, await answer.Content.ReadAsStringAsync());
        return [.. answer.Headers.Location!.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).Select(pair => new KeyValuePair<string, string>(pair[0], Uri.UnescapeDataString(pair[1])))];
    }
}
