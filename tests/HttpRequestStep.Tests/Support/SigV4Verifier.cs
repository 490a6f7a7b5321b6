using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace HttpRequestSteps.Tests;

/// <summary>The service's side of Signature Version 4, written from AWS's description for requests whose path and query are in canonical form already.</summary>
internal static partial class SigV4Verifier
{
    public static bool IsSigned(SeenRequest seen, string secret)
    {
        var match = Form().Match(seen.Header("Authorization") ?? string.Empty);
        if (!match.Success)
        {
            return false;
        }

        var scope = match.Groups["scope"].Value;
        var target = seen.Target.Split('?');
        var names = match.Groups["names"].Value.Split(';');
        var lines = string.Concat(names.Select(name => $"{name}:{string.Join(',', seen.All(name))}\n"));
        var canonical = $"{seen.Method}\n{target[0]}\n{target.ElementAtOrDefault(1)}\n{lines}\n{string.Join(';', names)}\n{Hash(seen.Body)}";
        var toSign = $"AWS4-HMAC-SHA256\n{seen.Header("X-Amz-Date")}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (known, part) => HMACSHA256.HashData(known, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))) == match.Groups["signature"].Value;
    }

    public static string[] SignedHeaders(SeenRequest seen) => Form().Match(seen.Header("Authorization")!).Groups["names"].Value.Split(';');

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=[^/ ]+/(?<scope>[0-9]{8}/[^/]+/[^/]+/aws4_request), SignedHeaders=(?<names>[a-z0-9;-]+), Signature=(?<signature>[0-9a-f]{64})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
