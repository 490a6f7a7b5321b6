using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class DigestAuthenticationTests
{
    private const string Password = "Circle of Life";

    private static string Step(string username = "u", string password = Password, string more = "", string path = "/") =>
        $$"""{ "url": "http://server{{path}}", "authentication": { "type": "digest", "username": "{{username}}", "password": "{{password}}" }{{more}} }""";

    private static StepHost Host(string? clientNonce = null) => StepHost.Create(build: builder =>
    {
        if (clientNonce is not null)
        {
            builder.Services.AddSingleton<ClientNonces>(new FixedNonces(clientNonce));
        }
    });

    private static RequestDelegate Challenge(params string[] challenges) => TestServer.Status(401, [.. challenges.Select(challenge => ("WWW-Authenticate", challenge))]);

    // RFC 7616, section 3.9.1: the server offers both, the response to each is printed there.
    private static string Rfc7616(string algorithm) =>
        $"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public async Task The_examples_of_rfc_7616_are_answered_as_printed(string algorithm, string response)
    {
        await using var server = await TestServer.PlayAsync(Challenge(Rfc7616(algorithm)), TestServer.Ok);
        await using var host = Host("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        (await host.RunAsync(Step("Mufasa", path: "/dir/index.html").At(server))).Succeeds();
        Assert.Null(server.Seen[0].Header("Authorization"));
        Assert.Equal(
            $"Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
            + $"cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"{response}\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
            server.Last.Header("Authorization"));
    }

    [Theory]
    // RFC 2617, section 3.5.
    [InlineData("qop=\"auth,auth-int\", ", "Circle Of Life", "6629fae49393a05397450978507c4ef1")]
    // RFC 2069, section 2.4, as corrected by its erratum 749.
    [InlineData("", "CircleOfLife", "1949323746fe6a43ef61f9606e7febea")]
    public async Task The_examples_of_older_rfcs_are_answered_as_printed(string qop, string password, string response)
    {
        await using var server = await TestServer.PlayAsync(
            Challenge($"Digest realm=\"testrealm@host.com\", {qop}nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""), TestServer.Ok);
        await using var host = Host("0a4f113b");
        (await host.RunAsync(Step("Mufasa", password, path: "/dir/index.html").At(server))).Succeeds();
        var header = server.Last.Header("Authorization")!;
        Assert.Contains($"response=\"{response}\"", header, StringComparison.Ordinal);
        Assert.Equal(qop.Length > 0, header.Contains("nc=00000001", StringComparison.Ordinal) && header.Contains("cnonce=\"0a4f113b\"", StringComparison.Ordinal));
        Assert.DoesNotContain("algorithm", header, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHA-256", "MD5", "SHA-256")]
    [InlineData("MD5", "SHA-256", "SHA-256")]
    [InlineData("MD5", "SHA-256-sess", "SHA-256-sess")]
    [InlineData("MD5-sess", "MD5", "MD5-sess")]
    [InlineData("SHA-512-256", "MD5", "MD5")]
    public async Task Of_several_challenges_the_strongest_is_answered(string first, string second, string answered)
    {
        foreach (var headers in new string[][] { [Rfc7616(first), Rfc7616(second)], ["Negotiate, " + Rfc7616(first) + ", " + Rfc7616(second) + ", Basic realm=\"x\""] })
        {
            await using var server = await TestServer.PlayAsync(Challenge(headers), TestServer.Ok);
            await using var host = Host();
            (await host.RunAsync(Step().At(server))).Succeeds();
            Assert.Contains($"algorithm={answered},", server.Last.Header("Authorization"), StringComparison.Ordinal);
        }
    }

    public static TheoryData<string?, string?, bool, string> Servers()
    {
        var rows = new TheoryData<string?, string?, bool, string>();
        foreach (var algorithm in new[] { null, "MD5", "MD5-sess", "SHA-256", "SHA-256-sess" })
        {
            foreach (var qop in new[] { null, "auth", "auth-int,auth" })
            {
                rows.Add(algorithm, qop, false, "u");
                rows.Add(algorithm, qop, true, "J\u00e4s\u00f8n Doe");
            }
        }

        rows.Add("SHA-256", "auth", false, "J\u00e4s\u00f8n Doe");
        rows.Add("SHA-256", "auth", false, "a \\\"b\\\" \\\\ c");
        rows.Add("SHA-256", "auth", true, "a:b");
        return rows;
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_real_server_accepts_it_and_the_body_is_sent_again(string? algorithm, string? qop, bool hashesUsername, string username)
    {
        var guard = new DigestGuard
        {
            Username = System.Text.Json.JsonSerializer.Deserialize<string>($"\"{username}\"")!,
            Password = "p\u00e4ss:word",
            Algorithm = algorithm,
            Qop = qop,
            HashesUsername = hashesUsername,
        };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        var step = host.Reader.Parse(Step(username, "p\u00e4ss:word", """, "method": "PUT", "body": { "type": "json", "value": [1] }""", "/a%20b/?q=%22x%22&r=(1)").At(server));
        (await host.RunAsync(step)).Succeeds();
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal(["none", "right", "right"], guard.Verdicts);
        Assert.All(server.Seen, seen => Assert.Equal("[1]", seen.Text));
    }

    [Fact]
    public async Task A_composed_and_a_decomposed_password_are_one_where_the_server_says_utf_8()
    {
        var guard = new DigestGuard { Password = "p\u00e4ss" };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        (await host.RunAsync(Step(password: "pa\u0308ss").At(server))).Succeeds();
    }

    [Fact]
    public async Task A_nonce_is_used_again_with_a_higher_count()
    {
        var guard = new DigestGuard { Password = Password };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        for (var i = 0; i < 3; i++)
        {
            (await host.RunAsync(Step(path: "/" + i).At(server))).Succeeds();
        }

        Assert.Equal(["none", "right", "right", "right"], guard.Verdicts);
        Assert.Equal(["nc=00000001", "nc=00000002", "nc=00000003"], server.Seen.Skip(1).Select(seen => seen.Header("Authorization")!.Split(", ").Single(part => part.StartsWith("nc=", StringComparison.Ordinal))));
        Assert.Equal(3, server.Seen.Skip(1).Select(seen => seen.Header("Authorization")!.Split(", ").Single(part => part.StartsWith("cnonce=", StringComparison.Ordinal))).Distinct().Count());
    }

    [Fact]
    public async Task No_count_is_used_twice_by_requests_at_the_same_time()
    {
        var guard = new DigestGuard { Password = Password };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        var step = host.Reader.Parse(Step().At(server));
        (await host.RunAsync(step)).Succeeds();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.RunAsync(step))), result => result.Succeeds());
        Assert.Equal(41, guard.Verdicts.Count(verdict => verdict == "right"));
        Assert.Equal(42, guard.Verdicts.Length);
    }

    [Theory]
    [InlineData("SHA-256")]
    [InlineData("MD5-sess")]
    public async Task A_stale_nonce_is_replaced_by_the_servers_new_one(string algorithm)
    {
        var guard = new DigestGuard { Password = Password, UsesPerNonce = 2, Algorithm = algorithm, KeepsSessions = true };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        for (var i = 0; i < 4; i++)
        {
            (await host.RunAsync(Step().At(server))).Succeeds();
        }

        Assert.Equal(["none", "right", "right", "stale", "right", "right"], guard.Verdicts);
    }

    [Fact]
    public async Task A_nonce_that_the_server_has_forgotten_is_replaced()
    {
        var guard = new DigestGuard { Password = Password };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        (await host.RunAsync(Step().At(server))).Succeeds();
        guard.Restart();
        (await host.RunAsync(Step().At(server))).Succeeds();
        (await host.RunAsync(Step().At(server))).Succeeds();
        Assert.Equal(["none", "right", "unknown", "right", "right"], guard.Verdicts);
    }

    [Theory]
    [InlineData("SHA-256", true)]
    [InlineData("SHA-256-sess", true)]
    public async Task The_next_nonce_is_the_one_the_server_hands_out(string algorithm, bool keepsSessions)
    {
        var guard = new DigestGuard { Password = Password, UsesPerNonce = 1, SendsNextNonce = true, Algorithm = algorithm, KeepsSessions = keepsSessions };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        for (var i = 0; i < 4; i++)
        {
            (await host.RunAsync(Step().At(server))).Succeeds();
        }

        Assert.Equal(["none", "right", "right", "right", "right"], guard.Verdicts);
        Assert.All(server.Seen.Skip(1), seen => Assert.Contains("nc=00000001", seen.Header("Authorization"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_a_401_and_is_not_sent_again_unasked()
    {
        var guard = new DigestGuard { Password = Password };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        for (var i = 0; i < 2; i++)
        {
            var result = await host.RunAsync(Step(password: "wrong").At(server));
            result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "401");
            Assert.Single(result.Attempts);
        }

        Assert.Equal(["none", "wrong", "none", "wrong"], guard.Verdicts);
    }

    [Fact]
    public async Task A_password_that_is_no_longer_right_is_tried_once_with_a_fresh_nonce()
    {
        var right = new DigestGuard { Password = Password };
        var changed = new DigestGuard { Password = "another" };
        var guard = right;
        await using var server = await TestServer.StartAsync(context => guard.Guard(TestServer.Ok)(context));
        await using var host = Host();
        (await host.RunAsync(Step().At(server))).Succeeds();
        guard = changed;
        (await host.RunAsync(Step().At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, "401");
        Assert.Equal(["unknown", "wrong"], changed.Verdicts);
        (await host.RunAsync(Step().At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, "401");
        Assert.Equal(["unknown", "wrong", "none", "wrong"], changed.Verdicts);
    }

    [Fact]
    public async Task Credentials_that_were_refused_are_not_sent_again_for_the_same_nonce()
    {
        await using var server = await TestServer.PlayAsync(Challenge(Rfc7616("MD5")), TestServer.Ok, Challenge(Rfc7616("MD5")));
        await using var host = Host();
        (await host.RunAsync(Step().At(server))).Succeeds();
        (await host.RunAsync(Step().At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, "401");
        Assert.Equal(3, server.Seen.Count);
    }

    [Theory]
    [InlineData("Basic realm=\"x\"")]
    [InlineData("Negotiate")]
    [InlineData("Negotiate TlRMTVNTUAAC==, NTLM")]
    [InlineData("Bearer realm=\"Digest realm=\\\"x\\\", nonce=y\"")]
    [InlineData("")]
    public async Task Without_a_challenge_of_its_own_the_401_stands(string challenge)
    {
        await using var server = await TestServer.StartAsync(Challenge(challenge.Length > 0 ? [challenge] : []));
        await using var host = Host();
        (await host.RunAsync(Step().At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, "401");
        Assert.Null(Assert.Single(server.Seen).Header("Authorization"));
    }

    [Theory]
    [InlineData("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", "qop auth-int only")]
    [InlineData("Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-512-256", "algorithm other than MD5, SHA-256")]
    [InlineData("Digest realm=\"r\", qop=\"auth\"", "no realm or no nonce")]
    [InlineData("Digest nonce=\"n\"", "no realm or no nonce")]
    [InlineData("Digest realm=\"unterminated, nonce=n", "no realm or no nonce")]
    public async Task A_challenge_that_cannot_be_met_is_an_authentication_failure_with_the_answer_kept(string challenge, string message)
    {
        await using var server = await TestServer.StartAsync(Challenge(challenge));
        await using var host = Host();
        var result = await host.RunAsync(Step().At(server));
        result.Fails(FailureKind.Authentication, DeliveryCertainty.Answered, message);
        Assert.Equal(401, result.StatusCode);
        Assert.True(result.Headers.ContainsKey("www-authenticate"));
        Assert.Single(server.Seen);
    }

    [Theory]
    [InlineData("u", "other password")]
    [InlineData("other", Password)]
    public async Task Tenants_never_share_a_nonce(string username, string password)
    {
        var guard = new DigestGuard { Password = Password };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        (await host.RunAsync(Step().At(server))).Succeeds();
        (await host.RunAsync(Step(username, password).At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, "401");
        (await host.RunAsync(Step().At(server))).Succeeds();
        Assert.Equal(["none", "right", "none", "wrong", "right"], guard.Verdicts);
    }

    [Fact]
    public async Task Origins_never_share_a_nonce()
    {
        var guard = new DigestGuard { Password = Password };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var other = await TestServer.StartAsync();
        await using var host = Host();
        (await host.RunAsync(Step().At(server))).Succeeds();
        (await host.RunAsync(Step().At(other))).Succeeds();
        Assert.Null(other.Last.Header("Authorization"));
    }

    [Fact]
    public async Task A_nonce_goes_ahead_only_into_its_domain()
    {
        var guard = new DigestGuard { Password = Password, Domain = "/api/ /more" };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        foreach (var path in new[] { "/api/a", "/api/b", "/more", "/elsewhere" })
        {
            (await host.RunAsync(Step(path: path).At(server))).Succeeds();
        }

        Assert.Equal(["none", "right", "right", "right", "none", "right"], guard.Verdicts);
    }

    [Fact]
    public void Sessions_are_bounded_by_accounts_and_realms()
    {
        var sessions = new DigestSessions();
        for (var i = 0; i < 2000; i++)
        {
            sessions.Keep(new DigestAccount("http://a", "user" + i, ""), Session("realm"));
        }

        Assert.Equal(1000, sessions.Accounts);
        var account = new DigestAccount("http://a", "user1999", "");
        var kept = Enumerable.Range(0, 20).Select(i => Session("realm" + i, "/" + (char)('a' + i))).ToArray();
        foreach (var session in kept)
        {
            sessions.Keep(account, session);
        }

        Assert.Equal(8, Enumerable.Range(0, 20).Count(i => sessions.Find(account, new Uri("http://a/" + (char)('a' + i))) is not null));
        sessions.Forget(account, kept[19]);
        Assert.Null(sessions.Find(account, new Uri("http://a/t")));

        static DigestSession Session(string realm, string? domain = null) => new(
            new DigestChallenge { Realm = realm, Nonce = "n", Algorithm = DigestAlgorithm.Default, Domain = domain is null ? [] : [domain] }, "c");
    }

    [Fact]
    public void A_session_gives_no_count_twice()
    {
        var session = new DigestSession(new DigestChallenge { Realm = "r", Nonce = "n", Algorithm = DigestAlgorithm.Default, HasQop = true }, "c");
        var counts = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 20_000, _ => counts.Add(session.Authorize(new DigestCredentials("u", "p"), "GET", "/", "c").Split(", ").Single(part => part.StartsWith("nc=", StringComparison.Ordinal))));
        Assert.Equal(20_000, counts.Distinct().Count());
        Assert.Contains("nc=00004e20", counts);
    }

    [Fact]
    public async Task A_preview_asks_nobody_and_shows_a_placeholder()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var preview = await host.RenderAsync(Step().At(server));
        Assert.Equal("***", preview.Headers.Single(header => header.Key == "Authorization").Value);
        Assert.Empty(server.Seen);
    }

    [Theory]
    [InlineData("", "p", "user name is empty")]
    [InlineData(" ", "p", "user name is empty")]
    [InlineData("a\r\nb", "p", "user name holds a line break")]
    [InlineData("a\u0000b", "p", "user name holds a control character")]
    [InlineData("u", "", "password is empty")]
    [InlineData("u", "p\n", "password holds a line break")]
    [InlineData("u", "p\u0007", "password holds a control character")]
    public async Task Bad_credentials_fail_closed(string username, string password, string message)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var result = await host.RunAsync(Step("{{ u }}", "{{ p }}").At(server), new StepInput { ["u"] = username, ["p"] = password });
        result.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, message);
        Assert.Empty(server.Seen);
    }

    [Theory]
    [InlineData("""{ "type": "digest", "username": "u" }""", "password")]
    [InlineData("""{ "type": "digest", "password": "p" }""", "username")]
    [InlineData("""{ "type": "digest", "username": "u", "password": "p", "realm": "r" }""", "realm")]
    public void What_is_missing_or_unknown_is_an_error(string authentication, string named) =>
        Assert.Contains(named, Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "authentication": {{authentication}} }""").Errors).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_password_is_in_no_result_log_or_preview_and_neither_is_the_answer()
    {
        const string planted = "pl4nted+s3cret/value==";
        var guard = new DigestGuard { Password = planted };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Play(TestServer.Ok, TestServer.Status(500), TestServer.Status(302, ("Location", "/next")), TestServer.Ok)));
        await using var host = Host();
        var step = host.Reader.Parse(Step(password: planted, more: """, "followRedirects": true, "name": "planted" """).At(server));
        var shown = string.Empty;
        for (var i = 0; i < 3; i++)
        {
            shown += (await host.RunAsync(step)).ToJson();
        }

        shown += string.Join('\n', host.Logs.GetSnapshot().Select(record => record.Message + record.Exception));
        shown += string.Join('\n', (await host.Executor.RenderAsync(step)).Headers);
        Assert.Contains("planted", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(planted, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("response=", shown, StringComparison.Ordinal);
    }

    private sealed class FixedNonces(string value) : ClientNonces
    {
        public override string Next() => value;
    }
}
