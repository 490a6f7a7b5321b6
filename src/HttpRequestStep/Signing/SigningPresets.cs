namespace HttpRequestSteps;

/// <summary>Persona's: header <c>Persona-Signature</c>, <c>t=…,v1=</c> hex of HMAC-SHA256 over <c>timestamp.body</c>. Type <c>persona</c>.</summary>
public sealed record PersonaSigning : SecretSigning;

/// <summary>Stripe's: header <c>Stripe-Signature</c>, <c>t=…,v1=</c> hex of HMAC-SHA256 over <c>timestamp.body</c>. Type <c>stripe</c>.</summary>
public sealed record StripeSigning : SecretSigning;

/// <summary>GitHub's: header <c>X-Hub-Signature-256</c>, <c>sha256=</c> hex of HMAC-SHA256 over the body. Type <c>github</c>.</summary>
public sealed record GitHubSigning : SecretSigning;

/// <summary>Standard Webhooks: <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature: v1,</c> base64 over <c>id.timestamp.body</c>; the secret is <c>whsec_</c> and base64. Type <c>standardWebhooks</c>.</summary>
public sealed record StandardWebhooksSigning : SecretSigning;
