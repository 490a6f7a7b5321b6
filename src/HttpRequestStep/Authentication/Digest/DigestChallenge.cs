namespace HttpRequestSteps;

/// <summary>What a server asks for, in a form that can be answered.</summary>
internal sealed record DigestChallenge
{
    public required string Realm { get; init; }

    public required string Nonce { get; init; }

    public required DigestAlgorithm Algorithm { get; init; }

    /// <summary>Whether the challenge names its algorithm; the answer then does too.</summary>
    public bool NamesAlgorithm { get; init; }

    public string? Opaque { get; init; }

    /// <summary>Whether the answer is bound to a count and a nonce of the client (<c>qop=auth</c>); if not, it is that of RFC 2069.</summary>
    public bool HasQop { get; init; }

    /// <summary>Whether the credentials were right and only the nonce was too old.</summary>
    public bool IsStale { get; init; }

    public bool HashesUsername { get; init; }

    public bool IsUtf8 { get; init; }

    /// <summary>The URLs it is good for; empty for the whole origin.</summary>
    public string[] Domain { get; init; } = [];

    /// <summary>The strongest challenge that can be answered, of equals the first; null when the server does not ask for Digest.</summary>
    /// <exception cref="StepAuthenticationException">It asks for Digest, but in no form that can be answered.</exception>
    public static DigestChallenge? Choose(HttpResponseMessage response)
    {
        DigestChallenge? best = null;
        string? refusal = null;
        foreach (var offer in AuthenticationChallenge.Of(response).Where(offer => offer.Is("Digest")))
        {
            if (Refuses(offer) is { } reason)
            {
                refusal ??= reason;
            }
            else if (Read(offer) is var challenge && challenge.Algorithm.Strength > (best?.Algorithm.Strength ?? 0))
            {
                best = challenge;
            }
        }

        return best ?? (refusal is null ? null : throw new StepAuthenticationException(refusal));
    }

    private static string? Refuses(AuthenticationChallenge offer)
    {
        if (offer.Find("realm") is not { } realm || offer.Find("nonce") is not { Length: > 0 } nonce)
        {
            return "The server's Digest challenge has no realm or no nonce.";
        }

        if (HeaderRules.RefusesValue(realm + nonce + offer.Find("opaque")) is { } reason)
        {
            return $"The server's Digest challenge {reason}.";
        }

        if (offer.Find("algorithm") is { } algorithm && DigestAlgorithm.Find(algorithm) is null)
        {
            return "The server asks for Digest with an algorithm other than MD5, SHA-256 and their -sess variants.";
        }

        return Qops(offer) is { Length: > 0 } qops && !qops.Contains("auth", StringComparer.OrdinalIgnoreCase)
            ? $"The server asks for Digest with qop {string.Join(", ", qops.Select(static qop => HeaderRules.IsToken(qop) ? qop : "?"))} only; \"auth\" is what can be answered."
            : null;
    }

    private static DigestChallenge Read(AuthenticationChallenge offer) => new()
    {
        Realm = offer.Find("realm")!,
        Nonce = offer.Find("nonce")!,
        Algorithm = offer.Find("algorithm") is { } name ? DigestAlgorithm.Find(name)! : DigestAlgorithm.Default,
        NamesAlgorithm = offer.Find("algorithm") is not null,
        Opaque = offer.Find("opaque"),
        HasQop = Qops(offer).Length > 0,
        IsStale = offer.Says("stale", "true"),
        HashesUsername = offer.Says("userhash", "true"),
        IsUtf8 = offer.Says("charset", "UTF-8"),
        Domain = offer.Find("domain")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
    };

    private static string[] Qops(AuthenticationChallenge offer) =>
        offer.Find("qop")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
