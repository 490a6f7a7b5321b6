using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>The rendered parameters of a token: what two steps have in common if, and only if, they may share one.</summary>
/// <remarks>Equal in every parameter of the protocol. A cache that leaves one out hands a token to the wrong caller.</remarks>
internal sealed record OAuth2Client
{
    public required OAuth2Grant Grant { get; init; }

    public required string TokenUrl { get; init; }

    public required string RefreshUrl { get; init; }

    public required string ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public OAuth2ClientAuthentication Authentication { get; init; }

    public string? PrivateKey { get; init; }

    public string? KeyId { get; init; }

    public string Scope { get; init; } = string.Empty;

    public string? Audience { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? RefreshToken { get; init; }

    public string? Account { get; init; }

    public OAuth2Values TokenRequest { get; init; } = OAuth2Values.None;

    public OAuth2Values RefreshRequest { get; init; } = OAuth2Values.None;

    /// <summary>Whether its tokens are kept beyond the memory of the process: there is no asking for them again.</summary>
    public bool IsStored => Grant is OAuth2Grant.AuthorizationCode or OAuth2Grant.RefreshToken;

    /// <summary>The key in the token store: for an account, what the flow that connects it knows too; nothing of it can be read back.</summary>
    public string StoreKey()
    {
        var parts = new[] { Grant.ToString(), TokenUrl, ClientId, Scope, Audience, Account, RefreshToken };
        var text = string.Join('\n', parts.Select(part => part is null ? "-" : $"{part.Length}:{part}"));
        return "oauth2-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A host for messages; the rest of the URL may hold more.</summary>
    public static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Authority : "(not a URL)";

    // A record prints its members.
    public override string ToString() => $"OAuth2Client ({HostOf(TokenUrl)})";
}
