namespace HttpRequestSteps;

/// <summary>AWS Signature Version 4 in the <c>Authorization</c> header, made anew for every attempt and hop. Type <c>awsSigV4</c>.</summary>
/// <remarks>
/// Signed are the method, the path, the query, the body (hashed; a file in a first pass), <c>Host</c>, <c>Content-Type</c>, every <c>X-Amz-*</c> and the step's other headers,
/// but for those that may change on the way, such as <c>User-Agent</c>, <c>Accept-Encoding</c> or <c>Via</c>.
/// </remarks>
public sealed record AwsSigV4Authentication : StepAuthentication
{
    /// <summary>The access key id; redacted.</summary>
    public required Text AccessKeyId { get; init; }

    /// <summary>The secret access key; it signs and is never sent; always redacted.</summary>
    public required Text SecretAccessKey { get; init; }

    /// <summary>The token of temporary credentials, sent and signed as <c>X-Amz-Security-Token</c>; always redacted.</summary>
    /// <value>Default: none.</value>
    public Text? SessionToken { get; init; }

    /// <summary>The region of the service, such as <c>eu-central-1</c>.</summary>
    public required Text Region { get; init; }

    /// <summary>The name the service signs with, such as <c>s3</c> or <c>execute-api</c>.</summary>
    /// <remarks><c>s3</c>, <c>s3-outposts</c> and <c>s3-object-lambda</c> take the path as it is and want <c>X-Amz-Content-Sha256</c>; for every other service the path is normalized and encoded twice.</remarks>
    public required Text Service { get; init; }
}
