namespace HttpRequestSteps.Tests;

/// <summary>Whatever the step can sign, a webhook can verify; and nothing else.</summary>
public sealed class SigningRoundTripTests
{
    private static readonly string[] SignatureHeaders =
        ["Persona-Signature", "Stripe-Signature", "X-Hub-Signature-256", "webhook-id", "webhook-timestamp", "webhook-signature", "X-Signature", "X-Mine", "X-Time", "Signature-Input", "Signature", "Content-Digest"];

    private static async Task<(StepSigning Signing, SeenRequest Seen, string Url)> SendAsync(string signing, ManualClock clock)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(clock: clock);
        var step = host.Reader.Parse($$"""{ "method": "POST", "url": "http://server/hooks/%7Ein?q=1%202", "signing": { {{signing}} }, "body": { "type": "json", "value": { "event": "created", "name": "J\u00f6rg" } } }""".At(server));
        (await host.RunAsync(step)).Succeeds();
        return (step.Signing!, server.Last, server.Url + server.Last.Target);
    }

    private static WebhookVerifier Verifier(StepSigning signing, TimeProvider clock, params VerificationSecret[] secrets) =>
        WebhookVerifier.Create(signing, new WebhookVerifierOptions { TimeProvider = clock, Secrets = secrets.Length == 0 ? null : secrets });

    private static bool HasTime(StepSigning signing) => signing is not GitHubSigning and not HmacSigning { Payload.Value: "{{ body }}" };

    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public async Task What_is_sent_is_accepted(int index)
    {
        var clock = new ManualClock();
        var (signing, seen, url) = await SendAsync(SigningCases.All[index], clock);
        var result = Verifier(signing, clock).Verify(seen.Method, url, seen.Headers, seen.Body);
        Assert.True(result.IsValid, result.Message);
        Assert.Equal(0, result.SecretIndex);
        Assert.Equal(HasTime(signing) ? ManualClock.Noon : null, result.SignedAt);
        Assert.Equal(signing is StandardWebhooksSigning or HttpMessageSignaturesSigning { Nonce: true }, result.Id is not null);
    }

    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public async Task Each_other_byte_of_the_body_is_refused(int index)
    {
        var clock = new ManualClock();
        var (signing, seen, url) = await SendAsync(SigningCases.All[index], clock);
        var verifier = Verifier(signing, clock);
        for (var i = 0; i < seen.Body.Length; i++)
        {
            var body = seen.Body.ToArray();
            body[i] ^= 1;
            Assert.False(verifier.Verify(seen.Method, url, seen.Headers, body).IsValid);
        }

        Assert.False(verifier.Verify(seen.Method, url, seen.Headers, seen.Body.AsMemory(0, seen.Body.Length - 1)).IsValid);
        Assert.False(verifier.Verify(seen.Method, url, seen.Headers, seen.Body.Append((byte)0).ToArray()).IsValid);
        Assert.False(verifier.Verify(seen.Method, url, seen.Headers, default).IsValid);
    }

    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public async Task Each_other_letter_of_time_id_and_signature_is_refused(int index)
    {
        var clock = new ManualClock();
        var (signing, seen, url) = await SendAsync(SigningCases.All[index], clock);
        var verifier = Verifier(signing, clock);
        var changed = 0;
        foreach (var header in seen.Headers.Where(static header => SignatureHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            foreach (var value in Changes(header.Value))
            {
                changed++;
                var result = verifier.Verify(seen.Method, url, seen.Headers.Select(each => each.Key == header.Key ? new(each.Key, value) : each), seen.Body);
                Assert.False(result.IsValid, $"{header.Key}: {value}");
                Assert.Null(result.SecretIndex);
            }

            Assert.Equal(
                VerificationFailure.MissingHeader,
                header.Key == "Content-Digest" ? VerificationFailure.MissingHeader : verifier.Verify(seen.Method, url, seen.Headers.Where(each => each.Key != header.Key), seen.Body).Failure);
            Assert.False(verifier.Verify(seen.Method, url, seen.Headers.Append(header), seen.Body).IsValid);
        }

        Assert.InRange(changed, 100, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public async Task Each_other_letter_of_the_secret_is_refused_and_the_one_of_several_is_named(int index)
    {
        var clock = new ManualClock();
        var (signing, seen, url) = await SendAsync(SigningCases.All[index], clock);
        VerificationSecret own = signing switch
        {
            SecretSigning secret => secret.Secret.Value,
            HttpMessageSignaturesSigning { Secret: { } secret } => secret.Value,
            HttpMessageSignaturesSigning { Algorithm: HttpSignatureAlgorithm.RsaV15Sha256 } or HttpMessageSignaturesSigning { PrivateKey.Value: Rfc9421.RsaPssPrivate } => Rfc9421.RsaPssPublic,
            HttpMessageSignaturesSigning { PrivateKey.Value: Rfc9421.P256Private } => Rfc9421.P256Public,
            _ => Rfc9421.Ed25519Public,
        };
        var isKey = PemKey.IsPem(own.Value);
        var others = isKey ? OtherKeys(signing) : [.. OtherSecrets(signing, own.Value)];
        foreach (var other in others)
        {
            Assert.Equal(VerificationFailure.NoMatch, Verifier(signing, clock, other).Verify(seen.Method, url, seen.Headers, seen.Body).Failure);
        }

        var result = Verifier(signing, clock, [others[0], own, others[^1]]).Verify(seen.Method, url, seen.Headers, seen.Body);
        Assert.Equal((true, 1), (result.IsValid, result.SecretIndex));
    }

    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public async Task The_tolerance_is_kept_both_ways(int index)
    {
        var clock = new ManualClock();
        var (signing, seen, url) = await SendAsync(SigningCases.All[index], clock);
        VerificationFailure? At(TimeSpan age) => Verifier(signing, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(ManualClock.Noon + age)).Verify(seen.Method, url, seen.Headers, seen.Body).Failure;
        var limit = signing is HttpMessageSignaturesSigning { Expires: { } expires } ? expires : TimeSpan.FromMinutes(5);
        Assert.Null(At(limit));
        Assert.Null(At(TimeSpan.FromMinutes(-5)));
        Assert.Equal(HasTime(signing) ? VerificationFailure.Expired : null, At(limit + TimeSpan.FromSeconds(1)));
        Assert.Equal(HasTime(signing) ? VerificationFailure.TooEarly : null, At(TimeSpan.FromSeconds(-301)));
    }

    [Theory]
    [MemberData(nameof(SigningCases.Indexes), MemberType = typeof(SigningCases))]
    public async Task Another_method_or_url_is_refused_where_they_are_signed(int index)
    {
        var clock = new ManualClock();
        var (signing, seen, url) = await SendAsync(SigningCases.All[index], clock);
        var verifier = Verifier(signing, clock);
        var signsMethod = signing is HttpMessageSignaturesSigning || (signing is HmacSigning method && method.Payload.Value.Contains("method", StringComparison.Ordinal));
        var signsUrl = signsMethod || (signing is HmacSigning address && address.Payload.Value.Contains("url", StringComparison.Ordinal));
        Assert.Equal(!signsMethod, verifier.Verify("PUT", url, seen.Headers, seen.Body).IsValid);
        Assert.Equal(!signsUrl, verifier.Verify(seen.Method, url + "0", seen.Headers, seen.Body).IsValid);
        Assert.Equal(VerificationFailure.Malformed, verifier.Verify(seen.Method, "/hooks", seen.Headers, seen.Body).Failure);
    }

    // What the format allows around a signature is no change of it: blanks and the case of nothing.
    private static IEnumerable<string> Changes(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            foreach (var c in new[] { (char)(value[i] ^ 1), (char)(value[i] ^ 0x20), '0', 'A' })
            {
                if (c != value[i] && c is > ' ' and <= '~')
                {
                    yield return $"{value[..i]}{c}{value[(i + 1)..]}";
                }
            }

            yield return value[..i];
        }

        yield return value + "0";
    }

    private static IEnumerable<VerificationSecret> OtherSecrets(StepSigning signing, string secret)
    {
        var start = signing is StandardWebhooksSigning ? "whsec_".Length : 0;
        var isBase64 = signing is StandardWebhooksSigning or HttpMessageSignaturesSigning { SecretEncoding: SecretEncoding.Base64 };
        for (var i = start; i < secret.Length - (isBase64 ? 4 : 0); i++)
        {
            yield return $"{secret[..i]}{(secret[i] == 'A' ? 'B' : 'A')}{secret[(i + 1)..]}";
        }
    }

    private static VerificationSecret[] OtherKeys(StepSigning signing)
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        using var p256 = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var isRsa = signing is HttpMessageSignaturesSigning { Algorithm: HttpSignatureAlgorithm.RsaV15Sha256 };
        return isRsa ? [rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportRSAPublicKeyPem()] : [rsa.ExportSubjectPublicKeyInfoPem(), p256.ExportSubjectPublicKeyInfoPem()];
    }
}
