using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

public sealed class WebhookVerifierTests
{
    private const string Url = "https://example.com/hook";
    private const string Good = "t=1773144000,v1=";

    private static readonly byte[] Body = "{}"u8.ToArray();
    private static readonly DateTimeOffset Now = ManualClock.Noon;

    private static WebhookVerifier Verifier(StepSigning signing, params VerificationSecret[] secrets) =>
        WebhookVerifier.Create(signing, new WebhookVerifierOptions { TimeProvider = new ManualClock(), Secrets = secrets.Length == 0 ? null : secrets });

    private static VerificationResult Verify(StepSigning signing, params (string Name, string Value)[] headers) =>
        Verifier(signing).Verify("POST", Url, headers.Select(static header => KeyValuePair.Create(header.Name, header.Value)), Body);

    private static string Hex(string secret, string payload) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));

    private static string Signature(string secret = "s", long ahead = 0) => Hex(secret, Steps.Invariant($"{Now.ToUnixTimeSeconds() + ahead}.{{}}"));

    private static IReadOnlyList<DefinitionError> Refused(StepSigning signing, params VerificationSecret[] secrets) =>
        Assert.Throws<InvalidDefinitionException>(() => Verifier(signing, secrets)).Errors;

    [Fact]
    public void Github_verifies_as_its_documentation_shows()
    {
        var verifier = WebhookVerifier.Create(new GitHubSigning { Secret = "It's a Secret to Everybody" });
        var result = verifier.Verify("POST", Url, [new("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")], "Hello, World!"u8.ToArray());
        Assert.Equal((true, null), (result.IsValid, result.SignedAt));
    }

    [Fact]
    public void Standard_webhooks_verifies_as_its_reference_does()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1614265330));
        var verifier = WebhookVerifier.Create(new StandardWebhooksSigning { Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, new WebhookVerifierOptions { TimeProvider = clock });
        KeyValuePair<string, string>[] headers =
            [new("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), new("webhook-timestamp", "1614265330"), new("webhook-signature", "v1a,AAAA v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v2,x")];
        var result = verifier.Verify("POST", Url, headers, "{\"test\": 2432232314}"u8.ToArray());
        Assert.Equal((true, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330), (result.IsValid, result.Id, result.SignedAt!.Value.ToUnixTimeSeconds()));
    }

    [Fact]
    public void Slack_is_a_free_form_hmac()
    {
        const string body =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var signing = new HmacSigning
        {
            Secret = "8f742231b10e8888abcd99yyyzzz85a5",
            Header = "X-Slack-Signature",
            Payload = "v0:{{ timestamp }}:{{ body }}",
            Format = "v0={{ signature }}",
            TimestampHeader = "X-Slack-Request-Timestamp",
        };
        var verifier = WebhookVerifier.Create(signing, new WebhookVerifierOptions { TimeProvider = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1531420618)) });
        KeyValuePair<string, string>[] headers = [new("X-Slack-Request-Timestamp", "1531420618"), new("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")];
        Assert.True(verifier.Verify("POST", Url, headers, Encoding.UTF8.GetBytes(body)).IsValid);
    }

    [Fact]
    public void While_a_secret_is_replaced_a_header_holds_several_signatures()
    {
        Assert.Equal(1773144000, Now.ToUnixTimeSeconds());
        var signature = Signature();
        var other = Signature("other");
        Assert.True(Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", $"{Good}{other},v1={signature},v0=anything")).IsValid);
        Assert.True(Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", $"t=1773144000, v1={other}, v1={signature}")).IsValid);
        Assert.True(Verify(new PersonaSigning { Secret = "s" }, ("Persona-Signature", $"{Good}{other} {Good}{signature}")).IsValid);
        Assert.True(Verify(new PersonaSigning { Secret = "s" }, ("Persona-Signature", $"t=1773143999,v1={other} {Good}{signature}")).IsValid);
        var result = Verifier(new StripeSigning { Secret = "{{ secrets.hook }}" }, "new", "s").Verify("POST", Url, [new("Stripe-Signature", Good + signature)], Body);
        Assert.Equal((true, 1), (result.IsValid, result.SecretIndex));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1=")]
    [InlineData("t=1773144000")]
    [InlineData("t=1773144000,v1=")]
    [InlineData("t=1773144000,v1=ab")]
    [InlineData("t=1773144000,t=1773144000,v1={0}")]
    [InlineData("t=1773144000,t=1,v1={0}")]
    [InlineData("t=01773144000,v1={0}")]
    [InlineData("t=+1773144000,v1={0}")]
    [InlineData("t= 1773144000,v1={0}")]
    [InlineData("t=17731440000000000000000,v1={0}")]
    [InlineData("t=-1,v1={0}")]
    [InlineData("t=,v1={0}")]
    [InlineData("v1={0}")]
    [InlineData("t=1773144000,v1={0}0")]
    [InlineData("t=1773144000;v1={0}")]
    [InlineData(",,,")]
    [InlineData("=")]
    public void A_header_that_cannot_be_read_is_malformed(string header) =>
        Assert.Equal(VerificationFailure.Malformed, Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", header.Replace("{0}", Signature(), StringComparison.Ordinal))).Failure);

    // Other bytes that are no text either would have the same signature.
    [Fact]
    public void A_body_that_is_no_text_is_malformed_where_it_is_signed_as_one()
    {
        var verifier = Verifier(new HmacSigning { Secret = "s", Format = "{{ signature }}", Payload = "{{ body | upcase }}" });
        Assert.True(verifier.Verify("POST", Url, [new("X-Signature", Hex("s", "A"))], "a"u8.ToArray()).IsValid);
        Assert.Equal(VerificationFailure.Malformed, verifier.Verify("POST", Url, [new("X-Signature", Hex("s", "A\uFFFD"))], new byte[] { 0x61, 0xFF }).Failure);
    }

    [Fact]
    public void A_signature_is_compared_as_a_whole()
    {
        var signature = Signature();
        foreach (var length in new[] { 0, 1, 32, 63 })
        {
            Assert.False(Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", Good + signature[..length])).IsValid);
        }

        Assert.False(Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", Good + signature.ToUpperInvariant())).IsValid);
        var webhook = new StandardWebhooksSigning { Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
        Assert.Equal(VerificationFailure.Malformed, Verify(webhook, ("webhook-id", "a"), ("webhook-timestamp", "1773144000"), ("webhook-signature", "v1,")).Failure);
    }

    [Fact]
    public void A_header_that_is_there_twice_is_ambiguous()
    {
        var header = ("Stripe-Signature", Good + Signature());
        Assert.Equal(VerificationFailure.AmbiguousHeader, Verify(new StripeSigning { Secret = "s" }, header, header).Failure);
        Assert.Equal(VerificationFailure.AmbiguousHeader, Verify(new StripeSigning { Secret = "s" }, header, ("stripe-signature", "other")).Failure);
        Assert.Equal(VerificationFailure.MissingHeader, Verify(new StripeSigning { Secret = "s" }).Failure);
    }

    [Fact]
    public void A_time_that_is_told_twice_must_be_one()
    {
        var signing = new HmacSigning { Secret = "s", TimestampHeader = "X-Time" };
        Assert.True(Verify(signing, ("X-Signature", Good + Signature()), ("X-Time", "1773144000")).IsValid);
        Assert.Equal(VerificationFailure.Malformed, Verify(signing, ("X-Signature", Good + Signature()), ("X-Time", "1773144001")).Failure);
        Assert.Equal(VerificationFailure.MissingHeader, Verify(signing, ("X-Signature", Good + Signature())).Failure);
    }

    // With the id "a.1773144000", the same payload would be read as that of another time and body.
    [Fact]
    public async Task An_id_with_a_dot_is_neither_signed_nor_verified()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, "a.b.1773144000.{}"u8));
        Assert.Equal(
            VerificationFailure.Malformed, Verify(new StandardWebhooksSigning { Secret = secret }, ("webhook-id", "a.b"), ("webhook-timestamp", "1773144000"), ("webhook-signature", signature)).Failure);
        await using var host = StepHost.Create();
        (await host.RunAsync($$"""{ "url": "http://127.0.0.1:9/", "idempotencyKey": "a.b", "signing": { "type": "standardWebhooks", "secret": "{{secret}}" } }"""))
            .Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "holds a dot");
    }

    [Fact]
    public void Time_is_judged_only_when_the_signature_fits()
    {
        Assert.Equal(VerificationFailure.Expired, Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", $"t=1773143699,v1={Signature(ahead: -301)}")).Failure);
        Assert.Equal(VerificationFailure.TooEarly, Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", $"t=1773144301,v1={Signature(ahead: 301)}")).Failure);
        Assert.Equal(VerificationFailure.NoMatch, Verify(new StripeSigning { Secret = "s" }, ("Stripe-Signature", $"t=1,v1={Signature()}")).Failure);
        var strict = WebhookVerifier.Create(new StripeSigning { Secret = "s" }, new WebhookVerifierOptions { TimeProvider = new ManualClock(), Tolerance = TimeSpan.FromSeconds(10) });
        Assert.Equal(VerificationFailure.Expired, strict.Verify("POST", Url, [new("Stripe-Signature", $"t=1773143989,v1={Signature(ahead: -11)}")], Body).Failure);
    }

    [Theory]
    [InlineData("{{ timestamp }}{{ signature }}", "{{ timestamp }}.{{ body }}", "$.format")]
    [InlineData("{{ timestamp }}0{{ signature }}", "{{ timestamp }}.{{ body }}", "$.format")]
    [InlineData("{{ timestamp }}", "{{ timestamp }}.{{ body }}", "$.format")]
    [InlineData("{{ signature }}-{{ signature }}", "{{ body }}", "$.format")]
    [InlineData("{{ signature | upcase }}", "{{ body }}", "$.format")]
    [InlineData("{{ id }} {{ signature }}", "{{ body }}", "$.format")]
    [InlineData("{% raw %}{% endraw %}{{ signature }}", "{{ body }}", "$.format")]
    [InlineData("{{ signature }}", "{{ timestamp }}.{{ body }}", "$.payload")]
    [InlineData("{{ signature }}", "{{ order.id }}.{{ body }}", "$.payload")]
    [InlineData("{{ signature }}", "{{ id }}.{{ body }}", "$.payload")]
    [InlineData("{{ signature }}", "{{ secrets.other }}.{{ body }}", "$.payload")]
    [InlineData("{{ signature", "{{ body }}", "$.format")]
    [InlineData("t={{ timestamp }},v1={{ signature }}", "{{ body }}", "$.payload")]
    [InlineData("{{ timestamp }} {{ signature }}", "{{ timestamp | slice: 0, 8 }}.{{ body }}", "$.payload")]
    public void What_cannot_be_read_back_is_told_when_the_verifier_is_made(string format, string payload, string path) =>
        Assert.Equal(path, Assert.Single(Refused(new HmacSigning { Secret = "s", Format = format, Payload = payload })).Path);

    // Whoever repeats an old message would write the time of now.
    [Fact]
    public void A_time_that_is_sent_must_be_signed()
    {
        var error = Assert.Single(Refused(new HmacSigning { Secret = "s", Format = "{{ signature }}", Payload = "{{ body }}", TimestampHeader = "X-Time" }));
        Assert.Equal("$.payload", error.Path);
        Assert.Contains("without being signed", error.Message, StringComparison.Ordinal);
        Assert.NotNull(Verifier(new HmacSigning { Secret = "s", Format = "{{ signature }}", Payload = "{% assign at = timestamp %}{{ body }}{{ at }}", TimestampHeader = "X-Time" }));
    }

    [Fact]
    public void A_verifier_needs_secrets_that_are_none_of_them_templates()
    {
        Assert.Equal("$.secret", Assert.Single(Refused(new StripeSigning { Secret = "{{ secrets.hook }}" })).Path);
        Assert.Equal("$.secret", Assert.Single(Refused(new StripeSigning { Secret = "" })).Path);
        Assert.Equal("$.secret", Assert.Single(Refused(new StandardWebhooksSigning { Secret = "whsec_planted???" })).Path);
        Assert.All(["whsec_", "whsec_ ", " "], secret => Assert.Contains("no key in it", Assert.Single(Refused(new StandardWebhooksSigning { Secret = secret })).Message, StringComparison.Ordinal));
        Assert.Equal("$.keyId", Assert.Single(Refused(new HttpMessageSignaturesSigning { KeyId = "{{ k }}", Secret = "s" })).Path);
        Assert.True(Verifier(new HttpMessageSignaturesSigning { KeyId = "{{ k }}" }, new VerificationSecret("s", "k")) is not null);
        Assert.DoesNotContain("planted", string.Concat(Refused(new StandardWebhooksSigning { Secret = "whsec_planted???" })), StringComparison.Ordinal);
        Assert.Equal("***", new VerificationSecret("planted").ToString());
    }

    [Fact]
    public void A_public_key_is_never_a_shared_secret()
    {
        Assert.Single(Refused(new HttpMessageSignaturesSigning { KeyId = "k", Algorithm = HttpSignatureAlgorithm.HmacSha256 }, Rfc9421.Ed25519Public));
        Assert.Single(Refused(new HttpMessageSignaturesSigning { KeyId = "k", Secret = "s" }, Rfc9421.Ed25519Public));
        Assert.Single(Refused(new HttpMessageSignaturesSigning { KeyId = "k", Algorithm = HttpSignatureAlgorithm.Ed25519 }, "shared"));
        Assert.Single(Refused(new HttpMessageSignaturesSigning { KeyId = "k", Algorithm = HttpSignatureAlgorithm.Ed25519 }, Rfc9421.P256Public));
    }

    private static KeyValuePair<string, string>[] Signed(string parameters, string lines, string secret = "s", string label = "sig1")
    {
        var text = $"{lines}\"@signature-params\": {parameters}";
        return
        [
            new("Signature-Input", $"{label}={parameters}"),
            new("Signature", $"{label}=:{Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(text)))}:"),
        ];
    }

    private static VerificationFailure? Judge(string parameters, string lines, byte[]? body = null, string? tag = null, string[]? components = null, params KeyValuePair<string, string>[] more) =>
        Verifier(new HttpMessageSignaturesSigning { KeyId = "k", Secret = "s", Tag = tag is null ? null : new Text(tag), Components = components })
            .Verify("GET", Url, [.. Signed(parameters, lines), .. more], body ?? []).Failure;

    [Fact]
    public void What_a_signature_says_of_itself_must_be_what_is_expected()
    {
        const string covered = "(\"@method\" \"@target-uri\");created=1773144000";
        const string lines = "\"@method\": GET\n\"@target-uri\": https://example.com/hook\n";
        Assert.Null(Judge(covered + ";keyid=\"k\"", lines));
        Assert.Null(Judge(covered + ";keyid=\"k\";alg=\"hmac-sha256\"", lines));
        Assert.Null(Judge(covered + ";keyid=\"k\";x=1", lines));
        Assert.Null(Judge(covered + ";keyid=\"k\";tag=\"t\"", lines, tag: "t"));
        Assert.Equal(VerificationFailure.UnknownKey, Judge(covered + ";keyid=\"other\"", lines));
        Assert.Equal(VerificationFailure.UnknownKey, Judge(covered, lines));
        Assert.Equal(VerificationFailure.OtherTag, Judge(covered + ";keyid=\"k\";tag=\"t\"", lines));
        Assert.Equal(VerificationFailure.OtherTag, Judge(covered + ";keyid=\"k\"", lines, tag: "t"));
        Assert.Equal(VerificationFailure.OtherAlgorithm, Judge(covered + ";keyid=\"k\";alg=\"ed25519\"", lines));
        Assert.Equal(VerificationFailure.Malformed, Judge(covered + ";keyid=1", lines));
        Assert.Equal(VerificationFailure.Malformed, Judge(covered + ";keyid=\"k\";expires=\"1\"", lines));
        Assert.Equal(VerificationFailure.Malformed, Judge("(\"@method\" \"@target-uri\");keyid=\"k\"", lines));
        Assert.Equal(VerificationFailure.Malformed, Judge("(\"@method\" \"@method\");created=1773144000;keyid=\"k\"", lines));
        Assert.Equal(VerificationFailure.Malformed, Judge("(\"@method\";req \"@target-uri\");created=1773144000;keyid=\"k\"", lines));
        Assert.Equal(VerificationFailure.Expired, Judge(covered + ";expires=1773143999;keyid=\"k\"", lines));
    }

    [Theory]
    [InlineData("999999999999999", VerificationFailure.TooEarly)]
    [InlineData("-999999999999999", VerificationFailure.Expired)]
    public void A_time_that_no_calendar_has_is_never_taken_however_wide_the_tolerance(string created, VerificationFailure expected)
    {
        var verifier = WebhookVerifier.Create(
            new HttpMessageSignaturesSigning { KeyId = "k", Secret = "s", Components = ["@method"] }, new WebhookVerifierOptions { TimeProvider = new ManualClock(), Tolerance = TimeSpan.MaxValue });
        Assert.Equal(expected, verifier.Verify("GET", Url, Signed($"(\"@method\");created={created};keyid=\"k\"", "\"@method\": GET\n"), default).Failure);
    }

    [Fact]
    public void What_the_definition_signs_must_be_covered_and_a_body_too()
    {
        const string lines = "\"@method\": GET\n\"@target-uri\": https://example.com/hook\n";
        const string parameters = "(\"@method\" \"@target-uri\");created=1773144000;keyid=\"k\"";
        Assert.Equal(VerificationFailure.NotCovered, Judge("(\"@method\");created=1773144000;keyid=\"k\"", "\"@method\": GET\n"));
        Assert.Equal(VerificationFailure.NotCovered, Judge(parameters, lines, Body));
        Assert.Equal(VerificationFailure.NotCovered, Judge("();created=1773144000;keyid=\"k\"", ""));
        Assert.Equal(VerificationFailure.NotCovered, Judge(parameters, lines, components: ["@method", "@target-uri", "date"]));
        var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Body))}:";
        const string withDigest = "(\"@method\" \"@target-uri\" \"content-digest\");created=1773144000;keyid=\"k\"";
        Assert.Null(Judge(withDigest, $"{lines}\"content-digest\": {digest}\n", Body, more: new KeyValuePair<string, string>("content-digest", digest)));
        Assert.Equal(VerificationFailure.OtherBody, Judge(withDigest, $"{lines}\"content-digest\": {digest}\n", [], more: new KeyValuePair<string, string>("content-digest", digest)));
        Assert.Equal(VerificationFailure.OtherBody, Judge(withDigest, $"{lines}\"content-digest\": {digest}\n", Body));
    }

    [Fact]
    public void Of_several_signatures_one_that_holds_will_do()
    {
        const string lines = "\"@method\": GET\n\"@target-uri\": https://example.com/hook\n";
        const string parameters = "(\"@method\" \"@target-uri\");created=1773144000;keyid=";
        var verifier = Verifier(new HttpMessageSignaturesSigning { KeyId = "new" }, new VerificationSecret("s1"), new VerificationSecret("s2", "old"));
        var result = verifier.Verify("GET", Url, [.. Signed(parameters + "\"proxy\"", lines, "x", "proxy"), .. Signed(parameters + "\"old\"", lines, "s2")], default);
        Assert.Equal((true, 1), (result.IsValid, result.SecretIndex));
        Assert.Equal(VerificationFailure.NoMatch, verifier.Verify("GET", Url, [.. Signed(parameters + "\"proxy\"", lines, "x", "proxy"), .. Signed(parameters + "\"new\"", lines, "s2")], default).Failure);
        var twice = Signed(parameters + "\"old\"", lines, "s2");
        Assert.Equal(VerificationFailure.Malformed, verifier.Verify("GET", Url, [.. twice, .. twice], default).Failure);
    }

    /// <summary>Whatever a sender writes: a verdict, and nothing of it, nor of the secret, in the message.</summary>
    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public void Nothing_that_is_sent_makes_a_verifier_throw(int index)
    {
        var signing = new StepReader().Read($$"""{ "url": "http://a/", "signing": { {{SigningCases.All[index]}} } }""").Step!.Signing!;
        var verifier = Verifier(signing);
        var random = new Random(index);
        string[] pieces = ["sig1=", "mine=", "(", ")", "\"@method\"", "\"@target-uri\"", ":", "planted", "=", ",", " ", ";", "t=", "v1=", "v1,", "v0=", "sha256=", "created=1773144000", "keyid=\"k1\"", "\"", "\\", "\r\n ", "\n", "\0", "\u00e9", "9999999999999999999", "1773144000", "AAAA", new string('a', 64), "<", ">[", "]", " at "];
        string[] names = ["Persona-Signature", "Stripe-Signature", "X-Hub-Signature-256", "webhook-id", "webhook-timestamp", "webhook-signature", "X-Signature", "X-Mine", "X-Time", "Signature-Input", "Signature", "Content-Digest"];
        for (var round = 0; round < 2000; round++)
        {
            var headers = names.Select(name => KeyValuePair.Create(name, string.Concat(random.GetItems(pieces, random.Next(12)))));
            var result = verifier.Verify("POST", Url, headers, Body);
            Assert.False(result.IsValid);
            Assert.DoesNotContain("planted", result.Message, StringComparison.Ordinal);
        }

        Assert.False(verifier.Verify("POST", Url, names.Select(static name => KeyValuePair.Create(name, new string('a', 100_000))), Body).IsValid);
        Assert.False(verifier.Verify("", "http://", [new("", null!)], default).IsValid);
    }
}
