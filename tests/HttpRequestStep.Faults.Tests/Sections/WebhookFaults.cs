using System.Text;
using System.Text.Json.Nodes;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C8: webhooks that are not what was sent, against every scheme that a step can sign with.</summary>
public sealed class WebhookFaults : FaultTests
{
    private const string Body = """{"id":1,"name":"caf\u00e9 & b","list":[1, 2]}""";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();

    /// <summary>Sends one message that a step signed, and hands on what arrived.</summary>
    private async Task SignedAsync(string signing, Func<WebhookReceiver, SeenRequest, Task> then, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        await using var receiver = await WebhookReceiver.StartAsync(Verifier(signing));
        await using var host = Host(clock: _clock);
        await RunAsync(host, Step(receiver, signing), test: test);
        Assert.True(receiver.Last.IsValid, receiver.Last.Message);
        await then(receiver, receiver.Server.Last);
    }

    private static string Step(WebhookReceiver receiver, string signing) =>
        $$"""{ "method": "POST", "url": "{{receiver.Server.Url}}/hook?q=1", "query": {}, "headers": {}, "timeout": 77, "body": { "type": "raw", "content": {{JsonValue.Create(Body).ToJsonString()}}, "contentType": "application/json" }, "signing": { {{signing}} } }""";

    private static StepSigning Signing(string signing) => new StepReader().Parse($$"""{ "url": "http://a/", "signing": { {{signing}} } }""").Signing!;

    private WebhookVerifier Verifier(string signing, params VerificationSecret[] secrets) =>
        WebhookVerifier.Create(Signing(signing), new WebhookVerifierOptions { TimeProvider = _clock, Secrets = secrets.Length == 0 ? null : secrets });

    private static async Task RefusesAsync(WebhookReceiver receiver, SeenRequest seen, IEnumerable<KeyValuePair<string, string>> headers, byte[] body, string what)
    {
        var acted = receiver.Acted;
        Assert.True(await receiver.ForgeAsync(seen, headers, body) == (401, true), what);
        Assert.NotNull(receiver.Last.Failure);
        Assert.Equal(acted, receiver.Acted);
        Assert.All(seen.Headers.Where(static header => header.Value.Length > 15), header => Assert.DoesNotContain(header.Value, receiver.Last.Message, StringComparison.Ordinal));
    }

    /// <summary>The headers of which the signature is made, or that it is in.</summary>
    private static IEnumerable<string> OfSignature(SeenRequest seen) => seen.Headers.Select(static header => header.Key).Where(static name =>
        name.Contains("signature", StringComparison.OrdinalIgnoreCase) || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase) || name is "X-Mine" or "X-Time" or "Content-Digest");

    private static KeyValuePair<string, string>[] With(SeenRequest seen, string name, params string[] values) =>
        [.. seen.Headers.Where(header => header.Key != name), .. values.Select(value => KeyValuePair.Create(name, value))];

    private static string Flip(string value, int at) => value[..at] + (value[at] == '1' ? '2' : '1') + value[(at + 1)..];

    [Fault("a signature that is wrong, missing or cut off")]
    [Promise(Outcome = "`WebhookVerifier` says that it is not valid, and why in a sentence without the signature; the receiver answers 401 without a word")]
    public async Task F117_SignatureNotRight()
    {
        foreach (var signing in SigningCases.All)
        {
            await SignedAsync(signing, async (receiver, seen) =>
            {
                Assert.NotEmpty(OfSignature(seen));
                foreach (var name in OfSignature(seen))
                {
                    var value = seen.Header(name)!;
                    foreach (var forged in new[] { string.Empty, value[..^1], value[..(value.Length / 2)], value[1..], Flip(value, value.Length / 2), Flip(value, value.Length - 1), value + "0" })
                    {
                        await RefusesAsync(receiver, seen, With(seen, name, forged), seen.Body, $"{name}: {forged}");
                    }

                    await RefusesAsync(receiver, seen, With(seen, name), seen.Body, $"without {name}");
                }
            });
        }
    }

    [Fault("an old timestamp, a message that comes again")]
    [Promise(Outcome = "refused when its time is more than 5 min away, back or ahead, where the scheme has a time (GitHub's has none)<br>within it a receiver that keeps the `Id` acts once: that of Standard Webhooks, or the nonce of an HTTP message signature")]
    [Differs("the verifier does not remember ids: the receiver does")]
    public async Task F118_OldOrRepeated()
    {
        var (timed, identified) = (0, 0);
        foreach (var signing in SigningCases.All)
        {
            await SignedAsync(signing, async (receiver, seen) =>
            {
                var (id, signedAt) = (receiver.Last.Id, receiver.Last.SignedAt);
                Assert.Equal(204, (await receiver.ForgeAsync(seen, seen.Headers, seen.Body)).Status);
                Assert.Equal(id is null ? 2 : 1, receiver.Acted);
                identified += id is null ? 0 : 1;
                if (signedAt is null)
                {
                    return;
                }

                timed++;
                Assert.Equal(_clock.GetUtcNow(), signedAt);
                _clock.Advance(Tolerance + Second);
                await RefusesAsync(receiver, seen, seen.Headers, seen.Body, $"old: {signing}");
                Assert.Equal(VerificationFailure.Expired, receiver.Last.Failure);

                _clock.AdjustTime(signedAt.Value - Tolerance - Second);
                await RefusesAsync(receiver, seen, seen.Headers, seen.Body, $"early: {signing}");
                Assert.Equal(VerificationFailure.TooEarly, receiver.Last.Failure);
                _clock.AdjustTime(signedAt.Value);
            });
        }

        Assert.Equal((13, 2), (timed, identified));
    }

    [Fault("a body that was encoded anew")]
    [Promise(Outcome = "refused, if only a blank, an escape, a line end or the coding is another: what counts is the bytes received")]
    public async Task F119_BodyEncodedAnew()
    {
        foreach (var signing in SigningCases.All)
        {
            await SignedAsync(signing, async (receiver, seen) =>
            {
                var text = Encoding.UTF8.GetString(seen.Body);
                Assert.Equal(Body, text);
                byte[][] bodies =
                [
                    Encoding.UTF8.GetBytes(JsonNode.Parse(text)!.ToJsonString()),
                    Encoding.UTF8.GetBytes(text.Replace("\\u00e9", "\u00e9", StringComparison.Ordinal)),
                    [.. seen.Body, (byte)'\n'],
                    [0xEF, 0xBB, 0xBF, .. seen.Body],
                    Encoding.Unicode.GetBytes(text),
                    Compressed.Gzip(seen.Body),
                    [],
                ];
                foreach (var body in bodies)
                {
                    await RefusesAsync(receiver, seen, seen.Headers, body, Convert.ToHexString(body));
                }

                Assert.Equal(204, (await receiver.ForgeAsync(seen, seen.Headers, seen.Body)).Status);
            });
        }
    }

    [Fault("the secret is changed")]
    [Promise(Outcome = "accepted while both secrets are active, and the result says which one fits; refused once the old one is gone")]
    public async Task F121_SecretChanged()
    {
        foreach (var (signing, old, other) in new[]
        {
            (SigningCases.All[0], "wbhsec-1234", "wbhsec-5678"),
            (SigningCases.All[2], "It's a Secret to Everybody", "another"),
            (SigningCases.All[3], "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            (SigningCases.All[4], "k-1234", "k-5678"),
            (SigningCases.All[9], "shared-secret", "another-secret"),
        })
        {
            await SignedAsync(signing, async (receiver, seen) =>
            {
                receiver.Verifier = Verifier(signing, other, old);
                Assert.Equal(204, (await receiver.ForgeAsync(seen, seen.Headers, seen.Body)).Status);
                Assert.Equal(1, receiver.Last.SecretIndex);
                receiver.Verifier = Verifier(signing, other);
                await RefusesAsync(receiver, seen, seen.Headers, seen.Body, signing);
            });
        }
    }
}
