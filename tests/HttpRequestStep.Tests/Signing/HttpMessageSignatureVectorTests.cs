using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>The published signatures of RFC 9421: what must come out the same does, and all of them verify.</summary>
public sealed class HttpMessageSignatureVectorTests
{
    private const string ClientCertificate =
        ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";

    [Theory]
    [InlineData(
        "test-shared-secret", "secret", Rfc9421.SharedSecret, "sig-b25", """["date", "@authority", "content-type"]""",
        "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=")]
    [InlineData(
        "test-key-ed25519", "privateKey", Rfc9421.Ed25519Private, "sig-b26", """["date", "@method", "@path", "@authority", "content-type", "content-length"]""",
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==")]
    public async Task What_has_only_one_signature_gets_it(string keyId, string property, string key, string label, string components, string expected)
    {
        await using var host = StepHost.Create(clock: new FakeTimeProvider(Rfc9421.Created));
        var preview = await host.RenderAsync($$"""
            {
              "method": "POST", "url": "{{Rfc9421.Url}}", "headers": { "Date": "Tue, 20 Apr 2021 02:07:55 GMT", "Content-Type": "application/json" },
              "body": { "type": "raw", "content": "{\"hello\": \"world\"}" },
              "signing": { "type": "httpMessageSignatures", "keyId": "{{keyId}}", "{{property}}": "{{key.ReplaceLineEndings("\\n")}}", {{(property == "secret" ? "\"secretEncoding\": \"base64\"," : "")}} "label": "{{label}}", "components": {{components}} }
            }
            """);
        var headers = preview.Headers.ToDictionary(StringComparer.Ordinal);
        Assert.Equal($"{label}=:{expected}:", headers["Signature"]);
        Assert.Equal($"{label}=({components[1..^1].Replace(",", "", StringComparison.Ordinal)});created=1618884473;keyid=\"{keyId}\"", headers["Signature-Input"]);
        Assert.DoesNotContain("Content-Digest", headers.Keys);
    }

    public static TheoryData<string, string, string, string, string> Signatures() => new()
    {
        {
            "B.2.2", Rfc9421.RsaPssPublic, "header-example",
            """sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example" """,
            "sig-b22=:LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==:"
        },
        {
            "B.2.3", Rfc9421.RsaPssPublic, "",
            """sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss" """,
            "sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==:"
        },
        {
            "B.2.5", Rfc9421.SharedSecret, "",
            """sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret" """,
            "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:"
        },
        {
            "B.2.6", Rfc9421.Ed25519Public, "",
            """sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519" """,
            "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"
        },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public void The_signatures_of_requests_verify(string section, string key, string tag, string input, string signature)
    {
        Assert.True(Verify(key, tag, input, signature, Rfc9421.Url, Rfc9421.Headers, Rfc9421.Body).IsValid, section);
        Assert.Equal(VerificationFailure.NoMatch, Verify(key, tag, input, signature, "https://example.org/foo?param=Value&Pet=dog", Rfc9421.Headers, Rfc9421.Body).Failure);
    }

    [Fact]
    public void The_signature_of_a_proxy_with_a_client_certificate_verifies()
    {
        var result = Verify(
            Rfc9421.P256Public,
            "",
            """ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256" """,
            "ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==:",
            "https://service.internal.example/foo?param=Value&Pet=dog",
            [new("Client-Cert", ClientCertificate)],
            Rfc9421.Body);
        Assert.True(result.IsValid, result.Message);
    }

    [Fact]
    public void A_signature_survives_what_may_change_on_the_way_and_nothing_else()
    {
        VerificationResult Transformed(string method, string url, params KeyValuePair<string, string>[] headers) => Verify(
            Rfc9421.Ed25519Public,
            "",
            """transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519" """,
            "transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:",
            url,
            headers,
            "",
            method);
        const string url = "https://example.org/demo?name1=Value1&Name2=value2";
        Assert.True(Transformed("GET", url, new("Accept", "application/json"), new("Accept", "*/*")).IsValid);
        Assert.True(Transformed("GET", url + "&param=added", new("Accept", "application/json, */*"), new("Accept-Language", "en")).IsValid);
        Assert.Equal(VerificationFailure.NoMatch, Transformed("POST", url, new("Accept", "application/json"), new("Accept", "*/*")).Failure);
        Assert.Equal(VerificationFailure.NoMatch, Transformed("GET", url, new("Accept", "*/*"), new("Accept", "application/json")).Failure);
    }

    [Fact]
    public void The_signature_of_section_4_3_with_rsa_v1_5_verifies()
    {
        var headers = Rfc9421.Headers.Where(static header => header.Key != "Host").Append(new("Forwarded", "for=192.0.2.123;host=example.com;proto=https"));
        var result = Verify(
            Rfc9421.RsaPublic,
            "",
            """proxy_sig=("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540 """,
            "proxy_sig=:S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==:",
            "https://origin.host.internal.example/foo?param=Value&Pet=dog",
            headers,
            Rfc9421.Body,
            algorithm: HttpSignatureAlgorithm.RsaV15Sha256);
        Assert.True(result.IsValid, result.Message);
    }

    // A signature without components, and that of a response, are not for a step to make; their algorithms are.
    [Theory]
    [InlineData(
        Rfc9421.RsaPssPublic,
        "\"@signature-params\": ();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"",
        "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==")]
    [InlineData(
        Rfc9421.P256Public,
        "\"@status\": 200\n\"content-type\": application/json\n\"content-digest\": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n\"content-length\": 23\n\"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"",
        "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==")]
    public void The_keys_verify_the_other_signatures(string publicKey, string text, string signature)
    {
        var key = SignatureKeys.OfPem(publicKey, null, mustSign: false);
        Assert.True(key.Verify(Encoding.ASCII.GetBytes(text), Convert.FromBase64String(signature)));
        Assert.False(key.Verify(Encoding.ASCII.GetBytes(text + " "), Convert.FromBase64String(signature)));
    }

    [Theory]
    [InlineData(Rfc9421.RsaPssPrivate, Rfc9421.RsaPssPublic, null)]
    [InlineData(Rfc9421.RsaPssPrivate, Rfc9421.RsaPssPublic, HttpSignatureAlgorithm.RsaV15Sha256)]
    [InlineData(Rfc9421.P256Private, Rfc9421.P256Public, null)]
    [InlineData(Rfc9421.Ed25519Private, Rfc9421.Ed25519Public, null)]
    public void The_private_keys_sign_what_the_public_ones_verify(string privateKey, string publicKey, HttpSignatureAlgorithm? algorithm)
    {
        var data = "signed"u8.ToArray();
        var signature = SignatureKeys.OfPem(privateKey, algorithm, mustSign: true).Sign(data);
        var verifier = SignatureKeys.OfPem(publicKey, algorithm, mustSign: false);
        Assert.True(verifier.Verify(data, signature));
        Assert.False(verifier.Verify(data, signature[..^1]));
        Assert.False(verifier.Verify(data, []));
    }

    // Sections 2.2.8: names and values of parameters are encoded in one way.
    [Theory]
    [InlineData("param", "value")]
    [InlineData("foo", "bar")]
    [InlineData("baz", "batman")]
    [InlineData("qux", "")]
    [InlineData("var", "this%20is%20a%20big%0Amultiline%20value")]
    [InlineData("bar", "with%20plus%20whitespace")]
    [InlineData("fa%C3%A7ade%22%3A%20", "something")]
    public void Query_parameters_are_found_and_encoded(string name, string expected)
    {
        const string url = "https://www.example.com/p?param=value&foo=bar&baz=batman&qux=&var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&twice=1&twice=2";
        var message = new ReceivedMessage("GET", StepUri.TryCreate(url)!, new ReceivedHeaders([]), default);
        Assert.Equal(expected, ComponentValues.Find(new SignatureComponent("@query-param", name), message));
        Assert.Null(ComponentValues.Find(new SignatureComponent("@query-param", "twice"), message));
    }

    // Sections 2.2.1 to 2.2.7, and 2.1 for headers.
    [Theory]
    [InlineData("@method", "POST")]
    [InlineData("@target-uri", "https://www.example.com/path?param=value")]
    [InlineData("@authority", "www.example.com")]
    [InlineData("@scheme", "https")]
    [InlineData("@request-target", "/path?param=value")]
    [InlineData("@path", "/path")]
    [InlineData("@query", "?param=value")]
    [InlineData("x-ows-header", "Leading and trailing whitespace.")]
    [InlineData("x-obs-fold-header", "Obsolete line folding.")]
    [InlineData("cache-control", "max-age=60, must-revalidate")]
    [InlineData("x-empty-header", "")]
    [InlineData("x-missing", null)]
    public void Components_have_the_values_of_the_rfc(string name, string? expected)
    {
        KeyValuePair<string, string>[] headers =
        [
            new("X-OWS-Header", "   Leading and trailing whitespace.   "), new("X-Obs-Fold-Header", "Obsolete\r\n    line folding."),
            new("Cache-Control", "max-age=60"), new("Cache-Control", "   must-revalidate"), new("X-Empty-Header", ""),
        ];
        var message = new ReceivedMessage("POST", StepUri.TryCreate("https://WWW.Example.com:443/path?param=value")!, new ReceivedHeaders(headers), default);
        Assert.Equal(expected, ComponentValues.Find(new SignatureComponent(name), message));
    }

    [Fact]
    public void An_empty_query_is_a_question_mark() =>
        Assert.Equal("?", ComponentValues.Find(new SignatureComponent("@query"), new ReceivedMessage("GET", StepUri.TryCreate("https://a")!, new ReceivedHeaders([]), default)));

    private static VerificationResult Verify(
        string key, string tag, string input, string signature, string url, IEnumerable<KeyValuePair<string, string>> headers, string body, string method = "POST", HttpSignatureAlgorithm? algorithm = null)
    {
        Assert.True(StructuredFieldReader.TryDictionary(input, out var inputs));
        var item = inputs[0].Value;
        var signing = new HttpMessageSignaturesSigning
        {
            KeyId = (string)item.Parameter("keyid")!,
            Components = [.. ((StructuredItem[])item.Value).Select(component => (string)component.Value + (component.Parameter("name") is string name ? $";name=\"{name}\"" : ""))],
            SecretEncoding = SecretEncoding.Base64,
            Algorithm = algorithm,
            Tag = tag.Length == 0 ? null : new Text(tag),
        };
        var verifier = WebhookVerifier.Create(signing, new WebhookVerifierOptions { Secrets = [key], TimeProvider = new FakeTimeProvider(Rfc9421.Created) });
        return verifier.Verify(method, url, headers.Append(new("Signature-Input", input)).Append(new("Signature", signature)), Encoding.UTF8.GetBytes(body));
    }
}
