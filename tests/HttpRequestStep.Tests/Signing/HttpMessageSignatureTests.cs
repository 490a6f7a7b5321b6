using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps.Tests;

public sealed class HttpMessageSignatureTests
{
    private const string Secret = """ "type": "httpMessageSignatures", "keyId": "k1", "secret": "shared-secret" """;

    private static readonly long Noon = ManualClock.Noon.ToUnixTimeSeconds();

    private static async Task<SeenRequest> SendAsync(string step, StepInput? input = null, Action<HttpRequestStepsOptions>? settings = null)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(settings, clock: new ManualClock());
        (await host.RunAsync(step.At(server), input)).Succeeds();
        return server.Last;
    }

    private static string Hmac(string text) => $":{Convert.ToBase64String(HMACSHA256.HashData("shared-secret"u8, Encoding.ASCII.GetBytes(text)))}:";

    private static DefinitionError[] Errors(string properties) =>
        [.. new StepReader().Read($$"""{ "url": "http://a/", "signing": { "type": "httpMessageSignatures", {{properties}} } }""").Errors];

    [Fact]
    public async Task By_default_method_target_and_body_are_signed()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(clock: new ManualClock());
        (await host.RunAsync($$"""{ "method": "POST", "url": "http://server/a/%41?b=1%202", "signing": { {{Secret}} }, "body": { "type": "raw", "content": "hello" } }""".At(server))).Succeeds();
        var seen = server.Last;
        var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData("hello"u8))}:";
        var parameters = $"(\"@method\" \"@target-uri\" \"content-digest\");created={Noon};keyid=\"k1\"";
        Assert.Equal(digest, seen.Header("Content-Digest"));
        Assert.Equal("sig1=" + parameters, seen.Header("Signature-Input"));
        Assert.Equal("sig1=" + Hmac($"\"@method\": POST\n\"@target-uri\": {server.Url}/a/%41?b=1%202\n\"content-digest\": {digest}\n\"@signature-params\": {parameters}"), seen.Header("Signature"));
    }

    [Fact]
    public async Task Without_a_body_there_is_no_digest()
    {
        var seen = await SendAsync($$"""{ "url": "http://server/", "headers": { "Content-Type": "text/plain" }, "signing": { {{Secret}} } }""");
        Assert.Null(seen.Header("Content-Digest"));
        Assert.Equal($"sig1=(\"@method\" \"@target-uri\");created={Noon};keyid=\"k1\"", seen.Header("Signature-Input"));
    }

    [Fact]
    public async Task A_digest_that_is_asked_for_is_that_of_no_bytes_without_a_body()
    {
        var seen = await SendAsync($$"""{ "url": "http://server/", "signing": { {{Secret}}, "components": ["content-digest"] } }""");
        Assert.Equal("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", seen.Header("Content-Digest"));
    }

    [Fact]
    public async Task Headers_are_signed_as_they_are_sent()
    {
        var seen = await SendAsync($$"""
            { "method": "POST", "url": "http://server/", "headers": { "X-Many": ["a", " b "], "X-Empty": "" }, "body": { "type": "json", "value": [1] },
              "signing": { {{Secret}}, "components": ["X-Many", "x-empty", "content-type", "content-length", "user-agent", "host"] } }
            """);
        Assert.Equal("a,  b", Assert.Single(seen.All("X-Many")));
        var parameters = $"(\"x-many\" \"x-empty\" \"content-type\" \"content-length\" \"user-agent\" \"host\");created={Noon};keyid=\"k1\"";
        Assert.Equal(
            "sig1=" + Hmac($"\"x-many\": a,  b\n\"x-empty\": \n\"content-type\": application/json\n\"content-length\": 3\n\"user-agent\": {seen.Header("User-Agent")}\n\"host\": {seen.Header("Host")}\n\"@signature-params\": {parameters}"),
            seen.Header("Signature"));
    }

    [Fact]
    public async Task Label_expiry_tag_and_nonce_are_written_in_their_order()
    {
        var step = $$"""{ "url": "http://server/", "signing": { {{Secret}}, "components": ["@method"], "label": "mine", "expires": "90s", "tag": "{{"{{ tag }}"}}", "nonce": true } }""";
        var input = Steps.Input("""{ "tag": "a \"b\\" }""");
        var first = (await SendAsync(step, input)).Header("Signature-Input");
        var second = (await SendAsync(step, input)).Header("Signature-Input");
        Assert.Matches($$"""^mine=\("@method"\);created={{Noon}};expires={{Noon + 90}};keyid="k1";nonce="[A-Za-z0-9_-]{22}";tag="a \\"b\\\\"$""", first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task The_digest_is_that_of_the_bytes_sent_compressed_and_streamed_ones_too()
    {
        var input = new StepInput();
        input.Files["f"] = StepFile.FromBytes("f.bin", new byte[] { 0, 255, 128 });
        foreach (var compress in new[] { "", ", \"compress\": \"br\"" })
        {
            var seen = await SendAsync($$"""{ "method": "POST", "url": "http://server/", "signing": { {{Secret}} }, "body": { "type": "file", "file": "{{"{{ files.f }}"}}"{{compress}} } }""", input);
            Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(seen.Body))}:", seen.Header("Content-Digest"));
        }
    }

    [Fact]
    public async Task A_retry_and_a_hop_are_signed_anew_and_another_origin_is_not()
    {
        var clock = new ManualClock();
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.PlayAsync(TestServer.Status(503), TestServer.Status(303, ("Location", "/b")), TestServer.Status(302, ("Location", other.Url + "/c")));
        await using var host = StepHost.Create(clock: clock);
        var run = host.RunAsync($$"""{ "method": "POST", "url": "http://server/a", "followRedirects": true, "retry": { "intervals": [5] }, "body": { "type": "raw", "content": "hello" }, "signing": { {{Secret}} } }""".At(server));
        await clock.PassAsync(TimeSpan.FromSeconds(5));
        (await run).Succeeds();
        Assert.Equal(
            [
                $"sig1=(\"@method\" \"@target-uri\" \"content-digest\");created={Noon};keyid=\"k1\"",
                $"sig1=(\"@method\" \"@target-uri\" \"content-digest\");created={Noon + 5};keyid=\"k1\"",
                $"sig1=(\"@method\" \"@target-uri\");created={Noon + 5};keyid=\"k1\"",
            ],
            server.Seen.Select(static seen => seen.Header("Signature-Input")));
        Assert.Equal((null, null, null), (other.Last.Header("Signature-Input"), other.Last.Header("Signature"), other.Last.Header("Content-Digest")));
    }

    [Fact]
    public async Task Another_host_header_is_what_is_signed()
    {
        var seen = await SendAsync($$"""{ "url": "http://server/", "headers": { "Host": "Other.example:8443" }, "signing": { {{Secret}}, "components": ["@authority"] } }""", settings: static options => options.Egress.AllowHostHeader = true);
        Assert.Equal("sig1=" + Hmac($"\"@authority\": other.example:8443\n\"@signature-params\": (\"@authority\");created={Noon};keyid=\"k1\""), seen.Header("Signature"));
    }

    [Theory]
    [InlineData("""["x-missing"]""", "\"x-missing\"")]
    [InlineData("""["@query-param;name=\"q\""]""", "\"@query-param\";name=\"q\"")]
    [InlineData("""["content-length"]""", "\"content-length\"")]
    public async Task A_component_that_is_missing_is_kind_authentication_and_nothing_is_sent(string components, string named)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync($$"""{ "url": "http://server/?q=1&q=2", "signing": { {{Secret}}, "components": {{components}} } }""".At(server))).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, named);
        Assert.Empty(server.Seen);
    }

    [Theory]
    [InlineData(""" "keyId": "{{ none }}", "secret": "s" """, "$.signing.keyId")]
    [InlineData(""" "keyId": "k\u00e9", "secret": "s" """, "$.signing.keyId")]
    [InlineData(""" "keyId": "k", "secret": "{{ none }}" """, "$.signing.secret")]
    [InlineData(""" "keyId": "k", "secret": "???", "secretEncoding": "base64" """, "not base64")]
    [InlineData(""" "keyId": "k", "privateKey": "{{ none }}" """, "$.signing.privateKey")]
    [InlineData(""" "keyId": "k", "privateKey": "{{ word }}" """, "not an Ed25519, elliptic-curve")]
    public async Task What_only_a_value_shows_is_kind_authentication(string properties, string message)
    {
        await using var host = StepHost.Create();
        var step = $$"""{ "url": "http://127.0.0.1:9/", "signing": { "type": "httpMessageSignatures", {{properties}} } }""";
        (await host.RunAsync(step, Steps.Input("""{ "none": "", "word": "planted-key" }"""))).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, message);
    }

    [Theory]
    [InlineData(""" "keyId": "k" """, "$.signing.secret")]
    [InlineData(""" "keyId": "k", "secret": "s", "privateKey": "p" """, "$.signing.privateKey")]
    [InlineData(""" "keyId": "k", "secret": "s", "algorithm": "ed25519" """, "$.signing.algorithm")]
    [InlineData(""" "keyId": "k", "privateKey": "{{ secrets.k }}", "algorithm": "hmac-sha256" """, "$.signing.algorithm")]
    [InlineData(""" "keyId": "k", "privateKey": "no key" """, "$.signing.privateKey")]
    [InlineData(""" "keyId": "k", "secret": "s", "label": "Sig1" """, "$.signing.label")]
    [InlineData(""" "keyId": "k", "secret": "s", "expires": 0 """, "$.signing.expires")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": [] """, "$.signing.components")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["@method", "@metod"] """, "$.signing.components[1]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["@status"] """, "$.signing.components[0]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["date", "Date"] """, "$.signing.components[1]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["date;sf"] """, "$.signing.components[0]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["@query-param"] """, "$.signing.components[0]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["@query-param;name=x"] """, "$.signing.components[0]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["signature"] """, "$.signing.components[0]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["transfer-encoding"] """, "$.signing.components[0]")]
    [InlineData(""" "keyId": "k", "secret": "s", "components": ["a b"] """, "$.signing.components[0]")]
    public void What_cannot_be_signed_is_an_error_of_the_definition(string properties, string path) => Assert.Equal(path, Assert.Single(Errors(properties)).Path);

    [Fact]
    public void The_algorithm_must_be_that_of_the_key()
    {
        var key = Rfc9421.Ed25519Private.ReplaceLineEndings("\\n");
        Assert.Empty(Errors($$""" "keyId": "k", "privateKey": "{{key}}" """));
        Assert.Empty(Errors($$""" "keyId": "k", "privateKey": "{{key}}", "algorithm": "ed25519" """));
        Assert.Contains("ed25519 and cannot be used with rsa-pss-sha512", Assert.Single(Errors($$""" "keyId": "k", "privateKey": "{{key}}", "algorithm": "rsa-pss-sha512" """)).Message, StringComparison.Ordinal);
        Assert.Contains("hmac-sha256", Assert.Single(Errors(""" "keyId": "k", "secret": "s", "algorithm": "hmacSha256" """)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_weak_of_another_curve_protected_or_public_are_refused()
    {
        using var weak = RSA.Create(1024);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var locked = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pbe = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000);
        Assert.Contains("2048", SignatureKeys.Refuses(weak.ExportPkcs8PrivateKeyPem(), null), StringComparison.Ordinal);
        Assert.NotNull(SignatureKeys.Refuses(otherCurve.ExportPkcs8PrivateKeyPem(), null));
        Assert.NotNull(SignatureKeys.Refuses(locked.ExportEncryptedPkcs8PrivateKeyPem("password", pbe), null));
        Assert.NotNull(SignatureKeys.Refuses(Rfc9421.P256Public, null));
        Assert.NotNull(SignatureKeys.Refuses("-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----", null));
    }

    [Fact]
    public void Keys_are_read_in_each_of_their_forms()
    {
        using var rsa = RSA.Create(2048);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        (string Pem, string Algorithm)[] keys =
        [
            (rsa.ExportPkcs8PrivateKeyPem(), "rsa-pss-sha512"), (rsa.ExportRSAPrivateKeyPem(), "rsa-pss-sha512"), (rsa.ExportRSAPublicKeyPem(), "rsa-pss-sha512"), (rsa.ExportSubjectPublicKeyInfoPem(), "rsa-pss-sha512"),
            (p256.ExportPkcs8PrivateKeyPem(), "ecdsa-p256-sha256"), (p256.ExportECPrivateKeyPem(), "ecdsa-p256-sha256"), (p256.ExportSubjectPublicKeyInfoPem(), "ecdsa-p256-sha256"),
            (p384.ExportPkcs8PrivateKeyPem(), "ecdsa-p384-sha384"), ("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + p256.ExportECPrivateKeyPem(), "ecdsa-p256-sha256"),
            (Rfc9421.Ed25519Private, "ed25519"), (Rfc9421.Ed25519Public, "ed25519"),
        ];
        Assert.All(keys, key => Assert.Equal(key.Algorithm, HttpSignatureAlgorithms.NameOf(SignatureKeys.OfPem(key.Pem, null, mustSign: false).Algorithm)));
    }

    [Fact]
    public async Task The_key_is_shown_nowhere()
    {
        await using var host = StepHost.Create(static options => options.Secrets["key"] = Rfc9421.P256Private);
        var preview = await host.RenderAsync("""
            { "method": "POST", "url": "http://a/", "body": { "type": "raw", "content": "{{ key }}" }, "signing": { "type": "httpMessageSignatures", "keyId": "k", "privateKey": "{{ key }}" } }
            """, new StepInput { ["key"] = Rfc9421.P256Private });
        Assert.Equal("***", preview.BodyText);
        Assert.Contains(preview.Headers, static header => header.Key == "Signature");
    }
}
