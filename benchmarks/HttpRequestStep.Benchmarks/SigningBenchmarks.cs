using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Benchmarks;

/// <summary>Signing and verifying 1 KB, against the bare call that makes the same signature.</summary>
[MemoryDiagnoser]
public class SigningBenchmarks
{
    private const string Secret = "whsec_0123456789abcdef";
    private const string Url = "https://hooks.example.com/in";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1773144000);

    private readonly byte[] _body = Encoding.ASCII.GetBytes(new string('x', 1024));

    private ServiceProvider _services = null!;
    private byte[] _payload = null!;
    private Signer _stripe = null!;
    private Signer _http = null!;
    private Signer _ed25519 = null!;
    private WebhookVerifier _verifier = null!;
    private KeyValuePair<string, string>[] _headers = null!;

    /// <summary>Prepares a step for each lane and checks that what it signs is accepted.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _services = new ServiceCollection().AddHttpRequestSteps().Services.BuildServiceProvider();
        _payload = [.. Encoding.ASCII.GetBytes("1773144000."), .. _body];
        var stripe = new StripeSigning { Secret = Secret };
        _stripe = await PrepareAsync(stripe);
        _http = await PrepareAsync(new HttpMessageSignaturesSigning { KeyId = "k", Secret = Secret });
        _ed25519 = await PrepareAsync(new HttpMessageSignaturesSigning
        {
            KeyId = "k",
            PrivateKey = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----",
        });
        _verifier = WebhookVerifier.Create(stripe, new WebhookVerifierOptions { Tolerance = TimeSpan.FromDays(10_000) });
        _headers = [new("Content-Type", "text/plain"), new("Stripe-Signature", "t=1773144000,v1=" + Bare())];
        await Task.WhenAll(Sign(), SignHttpMessage(), SignEd25519());
        if (!Verify() || _stripe.Header("Stripe-Signature") != _headers[1].Value)
        {
            throw new InvalidOperationException("The lanes do not make the same signature.");
        }
    }

    /// <summary>Releases the lanes.</summary>
    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    /// <summary>The HMAC and its hex, of a payload that lies ready.</summary>
    [Benchmark(Baseline = true)]
    public string Bare() => Convert.ToHexStringLower(HMACSHA256.HashData(Key, _payload));

    /// <summary>The preset of Stripe: payload and header rendered, header set.</summary>
    [Benchmark]
    public Task Sign() => _stripe.SignAsync();

    /// <summary>The same request verified.</summary>
    [Benchmark]
    public bool Verify() => _verifier.Verify("POST", Url, _headers, _body).IsValid;

    /// <summary>RFC 9421 with a shared secret: digest of the body, base, three headers set.</summary>
    [Benchmark]
    public Task SignHttpMessage() => _http.SignAsync();

    /// <summary>RFC 9421 with Ed25519.</summary>
    [Benchmark]
    public Task SignEd25519() => _ed25519.SignAsync();

    private async Task<Signer> PrepareAsync(StepSigning signing)
    {
        var step = new HttpRequestStep { Method = "POST", Url = Url, Signing = signing, Body = new RawBody { Content = Encoding.ASCII.GetString(_body) } };
        return new Signer(await _services.GetRequiredService<StepPreparer>().PrepareAsync(step, [], CancellationToken.None));
    }

    private sealed class Signer(StepExecution execution)
    {
        private readonly StepRequestMessage _message = execution.CreateMessage();

        public Task SignAsync() => execution.Plan.Signing!.SignAsync(new SigningContext(_message, execution.Request.Id, execution.Render, Now), CancellationToken.None).AsTask();

        public string Header(string name) => _message.Headers.NonValidated[name].ToString();
    }
}
