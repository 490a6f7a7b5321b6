namespace HttpRequestSteps;

/// <summary>One user of one origin. Nonces are never shared between two of them, nor between two passwords of one name.</summary>
internal readonly record struct DigestAccount(string Origin, string Username, string PasswordTag)
{
    public static DigestAccount Of(Uri uri, DigestCredentials credentials) => new(
        uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant(), credentials.Username, SecretTag.Of(credentials.Password));
}
