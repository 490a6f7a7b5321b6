namespace HttpRequestSteps;

/// <summary>Tells whether a received request was signed as a definition signs: the other side of every signing, for webhooks. Thread-safe; make one for each sender and keep it.</summary>
/// <remarks>
/// It compares whole signatures in constant time, never throws for what a sender wrote, and says nothing of secrets or expected signatures.
/// It does not remember requests: a receiver that must not act twice keeps <see cref="VerificationResult.Id"/> for twice the tolerance.
/// </remarks>
public sealed class WebhookVerifier
{
    private readonly ISignatureVerification _verification;
    private readonly WebhookVerifierOptions _options;

    private WebhookVerifier(ISignatureVerification verification, WebhookVerifierOptions options)
    {
        _verification = verification;
        _options = options;
    }

    /// <summary>Makes a verifier for what a definition signs.</summary>
    /// <param name="signing">The signing, as the sender has it; its own secret may be a template if <paramref name="options"/> name the secrets.</param>
    /// <param name="options">What is accepted; null for the defaults.</param>
    /// <exception cref="InvalidDefinitionException">What it signs cannot be verified, with every reason.</exception>
    public static WebhookVerifier Create(StepSigning signing, WebhookVerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(signing);
        options ??= new WebhookVerifierOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Tolerance.Ticks, nameof(options));
        var errors = new List<DefinitionError>();
        var context = new DefinitionContext("$", errors);
        var verification = CreateVerification(signing, options.Secrets ?? OwnSecrets(signing), context);
        return verification is null || errors.Count > 0 ? throw new InvalidDefinitionException(errors) : new WebhookVerifier(verification, options);
    }

    /// <summary>Verifies a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="url">The whole URL, as the sender wrote it: not decoded, and with the host and scheme that it was sent to.</param>
    /// <param name="headers">Every header line. Give a header that is there twice as two lines.</param>
    /// <param name="body">The exact bytes received, before anything parses them.</param>
    public VerificationResult Verify(string method, string url, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(headers);
        if (StepUri.TryCreate(url) is not { } uri)
        {
            return VerificationResult.Failed(VerificationFailure.Malformed, "The URL is not a whole http or https URL.");
        }

        try
        {
            var age = new SignatureAge(_options.TimeProvider.GetUtcNow().ToUnixTimeSeconds(), (long)_options.Tolerance.TotalSeconds);
            return _verification.Verify(new ReceivedMessage(method, uri, new ReceivedHeaders(headers), body), age);
        }
        catch (Exception exception) when (exception is TemplateException or StepAuthenticationException)
        {
            return VerificationResult.Failed(VerificationFailure.Malformed, "The payload cannot be made of this request.");
        }
    }

    private static ISignatureVerification? CreateVerification(StepSigning signing, IReadOnlyList<VerificationSecret> secrets, DefinitionContext context)
    {
        if (secrets.Count == 0)
        {
            context.Report("secret", "A verifier needs a secret without a template: give it in the options.");
        }

        return signing switch
        {
            HttpMessageSignaturesSigning http => HttpMessageSignatureVerification.Create(http, secrets, context),
            SecretSigning secret => HmacVerification.Create(HmacShape.Of(secret), secrets, context),
            _ => throw new ArgumentException($"{signing.GetType().Name} is not a signing of this library.", nameof(signing)),
        };
    }

    private static VerificationSecret[] OwnSecrets(StepSigning signing)
    {
        var own = signing switch
        {
            SecretSigning secret => secret.Secret,
            HttpMessageSignaturesSigning http => http.Secret ?? http.PrivateKey,
            _ => null,
        };
        return own is not null && SigningRules.IsConstant(own) ? [own.Value] : [];
    }
}
