namespace HttpRequestSteps;

/// <summary>The registered names of the algorithms.</summary>
internal static class HttpSignatureAlgorithms
{
    // In the order of the enum.
    public static readonly IReadOnlyList<string> Names = ["hmac-sha256", "ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-pss-sha512", "rsa-v1_5-sha256"];

    public static string NameOf(HttpSignatureAlgorithm algorithm) => Names[(int)algorithm];
}
