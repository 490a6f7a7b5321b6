using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>The signature of a request (AWS Signature Version 4).</summary>
internal static class AwsSignature
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public static string Of(AwsCanonicalRequest request, AwsScope scope, byte[] key)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Text)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Algorithm}\n{scope.Timestamp}\n{scope}\n{hash}")));
    }
}
