using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>The rendered parameters of a token: what two steps have in common if, and only if, they may share one.</summary>
/// <remarks>Equal in every parameter of the protocol. A cache that leaves one out hands a token to the wrong caller.</remarks>
internal sealed record OAuth2Client
{
    /// <summary>The connection whose token it is; null for a step's own authentication.</summary>
    public string? Connection { get; init; }

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

    /// <summary>The key in the token store; nothing of it can be read back.</summary>
    /// <remarks>A connection is its host's: its secret may be replaced and the account stays. What anybody may write must prove that it knows all there is to know.</remarks>
    public string StoreKey()
    {
        string?[] parts = Connection is not null
            ? [Connection, Grant.ToString(), TokenUrl, ClientId, Scope, Audience, Account, RefreshToken]
            :
            [
                null, Grant.ToString(), TokenUrl, RefreshUrl, ClientId, ClientSecret, Authentication.ToString(), PrivateKey, KeyId, Scope, Audience, Username, Password, RefreshToken, Account,
                .. TokenRequest.Parts(), .. RefreshRequest.Parts(),
            ];

        // Each part with its length: no value can look like two.
        var text = string.Join('\n', parts.Select(part => part is null ? "-" : $"{part.Length}:{part}"));
        return "oauth2-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A host for messages; the rest of the URL may hold more.</summary>
    public static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Authority : "(not a URL)";

    // A record prints its members.
    public override string ToString() => $"OAuth2Client ({HostOf(TokenUrl)})";
}
