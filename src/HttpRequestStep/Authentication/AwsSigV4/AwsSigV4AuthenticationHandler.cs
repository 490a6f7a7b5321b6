using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>Signs the request as it stands, with the time of now.</summary>
internal sealed class AwsSigV4AuthenticationHandler(TimeProvider time) : AuthenticationHandler<AwsSigV4Authentication>
{
    private const string PayloadHashHeader = "X-Amz-Content-Sha256";
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private readonly AwsSigningKeys _keys = new();

    protected override void Validate(AwsSigV4Authentication authentication, DefinitionContext context)
    {
        CheckName(authentication.Region, "region", context);
        CheckName(authentication.Service, "service", context);
    }

    protected override async ValueTask ApplyAsync(AwsSigV4Authentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        var credentials = AwsCredentials.Render(authentication, context);
        var scope = new AwsScope(time.GetUtcNow(), credentials.Region, credentials.Service);
        var payloadHash = await HashPayloadAsync(context, scope, cancellationToken).ConfigureAwait(false);
        context.SetPlainHeader("X-Amz-Date", scope.Timestamp);
        if (credentials.SessionToken is { } token)
        {
            context.SetHeader("X-Amz-Security-Token", token);
        }

        if (scope.IsS3)
        {
            context.SetPlainHeader(PayloadHashHeader, payloadHash);
        }

        var request = Canonical(context, scope, payloadHash);
        var signature = AwsSignature.Of(request, scope, _keys.Find(credentials.SecretAccessKey, scope));
        context.MarkSecret(signature);
        context.SetAuthorization(AwsSignature.Algorithm, $"Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={request.SignedHeaders}, Signature={signature}");
    }

    private static void CheckName(Text text, string property, DefinitionContext context)
    {
        if (!text.Value.Contains('{', StringComparison.Ordinal) && AwsCredentials.RefusesName(text.Value) is { } reason)
        {
            context.Report(property, $"The {property} {reason}.");
        }
    }

    private static AwsCanonicalRequest Canonical(AuthenticationContext context, AwsScope scope, string payloadHash)
    {
        var path = context.Uri.AbsolutePath;
        return AwsCanonicalRequest.Of(
            context.Method.Method,
            scope.IsS3 ? AwsEncoding.PlainPath(path) : AwsEncoding.NormalizedPath(path),
            AwsEncoding.Query(context.Uri.Query is { Length: > 0 } query ? query[1..] : string.Empty),
            AwsSignedHeaders.Of(context),
            payloadHash);
    }

    /// <summary>S3 also takes a body that is not signed, if the step says so.</summary>
    private static async ValueTask<string> HashPayloadAsync(AuthenticationContext context, AwsScope scope, CancellationToken cancellationToken)
    {
        if (scope.IsS3 && context.Headers.Any(static header => header.Value == UnsignedPayload && header.Key.Equals(PayloadHashHeader, StringComparison.OrdinalIgnoreCase)))
        {
            return UnsignedPayload;
        }

        return Convert.ToHexStringLower(await context.HashBodyAsync(HashAlgorithmName.SHA256, cancellationToken).ConfigureAwait(false));
    }
}
