using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>The client's own nonces; they come from outside, so that tests can choose them.</summary>
internal class ClientNonces
{
    private const int Length = 16;

    public virtual string Next() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length));
}
