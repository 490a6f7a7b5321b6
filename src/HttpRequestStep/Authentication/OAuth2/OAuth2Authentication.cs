using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>OAuth 2.0 (RFC 6749): a token is fetched, kept, refreshed before it expires and once more when it is refused. Type <c>oauth2</c>.</summary>
public sealed record OAuth2Authentication : StepAuthentication
{
    /// <summary>How the token is got.</summary>
    public required OAuth2Grant Grant { get; init; }

    /// <summary>Where tokens are asked for.</summary>
    public required Text TokenUrl { get; init; }

    /// <summary>Where the account's owner is asked; grant <c>authorizationCode</c>.</summary>
    /// <value>Default: none.</value>
    public Text? AuthorizationUrl { get; init; }

    /// <summary>Where tokens are refreshed.</summary>
    /// <value>Default: <see cref="TokenUrl"/>.</value>
    public Text? RefreshUrl { get; init; }

    /// <summary>The client's id.</summary>
    public required Text ClientId { get; init; }

    /// <summary>The client's secret; always redacted.</summary>
    /// <value>Default: none, for a public client or <see cref="OAuth2ClientAuthentication.PrivateKeyJwt"/>.</value>
    public Text? ClientSecret { get; init; }

    /// <summary>The scopes to ask for.</summary>
    /// <value>Default: none; the server decides.</value>
    public IReadOnlyList<Text>? Scopes { get; init; }

    /// <summary>The audience to ask for.</summary>
    /// <value>Default: none.</value>
    public Text? Audience { get; init; }

    /// <summary>The user's name; grant <c>password</c>.</summary>
    /// <value>Default: none.</value>
    public Text? Username { get; init; }

    /// <summary>The user's password; grant <c>password</c>; always redacted.</summary>
    /// <value>Default: none.</value>
    public Text? Password { get; init; }

    /// <summary>The first refresh token; grant <c>refreshToken</c>; always redacted. Those that replace it are kept in the token store.</summary>
    /// <value>Default: none.</value>
    public Text? RefreshToken { get; init; }

    /// <summary>How the client proves who it is.</summary>
    /// <value>Default: <see cref="OAuth2ClientAuthentication.Basic"/>.</value>
    public OAuth2ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>The private key as PEM, RSA or elliptic curve, for <see cref="OAuth2ClientAuthentication.PrivateKeyJwt"/>; always redacted.</summary>
    /// <value>Default: none.</value>
    public Text? PrivateKey { get; init; }

    /// <summary>The id of the private key, sent as <c>kid</c>.</summary>
    /// <value>Default: none.</value>
    public Text? KeyId { get; init; }

    /// <summary>Whether the authorization code is bound to this client with PKCE (RFC 7636, S256).</summary>
    /// <value>Default: true.</value>
    public bool? Pkce { get; init; }

    /// <summary>Where the authorization server sends the owner back to; grant <c>authorizationCode</c>.</summary>
    /// <value>Default: what the host says when it begins.</value>
    public Text? RedirectUrl { get; init; }

    /// <summary>Whose stored token to use; grant <c>authorizationCode</c>.</summary>
    /// <value>Default: the one account of the connection.</value>
    public Text? Account { get; init; }

    /// <summary>Further values of the authorization request.</summary>
    /// <value>Default: none.</value>
    public OAuth2AuthorizationRequest? AuthorizationRequest { get; init; }

    /// <summary>Further values of the token request.</summary>
    /// <value>Default: none.</value>
    public OAuth2TokenRequest? TokenRequest { get; init; }

    /// <summary>Further values of the refresh request.</summary>
    /// <value>Default: none.</value>
    public OAuth2TokenRequest? RefreshRequest { get; init; }

    /// <summary>Where the token is put on the request.</summary>
    /// <value>Default: <c>Authorization: Bearer …</c>.</value>
    public OAuth2TokenPlace? TokenIn { get; init; }

    /// <summary>The statuses that say that the token is no longer good: it is then fetched anew, and the request sent once more.</summary>
    /// <value>Default: 401.</value>
    public StatusSet? RefreshOn { get; init; }
}

/// <summary>How a token is got (RFC 6749 section 1.3).</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OAuth2Grant>))]
public enum OAuth2Grant
{
    /// <summary>For the client itself.</summary>
    ClientCredentials,

    /// <summary>For an account whose owner has agreed; see <see cref="OAuth2Authorization"/>.</summary>
    AuthorizationCode,

    /// <summary>With a refresh token the host already has.</summary>
    RefreshToken,

    /// <summary>With a user's name and password; deprecated, still asked for.</summary>
    Password,
}

/// <summary>How a client proves who it is.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OAuth2ClientAuthentication>))]
public enum OAuth2ClientAuthentication
{
    /// <summary>HTTP Basic (RFC 6749 section 2.3.1).</summary>
    Basic,

    /// <summary><c>client_id</c> and <c>client_secret</c> in the body.</summary>
    Body,

    /// <summary>A signed assertion (RFC 7523, <c>private_key_jwt</c>).</summary>
    PrivateKeyJwt,
}

/// <summary>Further values of the authorization request.</summary>
public sealed record OAuth2AuthorizationRequest
{
    /// <summary>Query parameters.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Text>? Query { get; init; }
}

/// <summary>Further values of a token or refresh request.</summary>
public sealed record OAuth2TokenRequest
{
    /// <summary>Headers.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Text>? Headers { get; init; }

    /// <summary>Query parameters.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Text>? Query { get; init; }

    /// <summary>Form fields; one of the protocol's own names replaces its value.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Text>? Body { get; init; }
}

/// <summary>Where a token is put on a request.</summary>
public sealed record OAuth2TokenPlace
{
    /// <summary>Header or query.</summary>
    /// <value>Default: <see cref="OAuth2TokenLocation.Header"/>.</value>
    public OAuth2TokenLocation In { get; init; }

    /// <summary>The name of the header or parameter.</summary>
    /// <value>Default: <c>Authorization</c> in a header, <c>access_token</c> in the query.</value>
    public string? Name { get; init; }

    /// <summary>What stands before the token, followed by one blank if it is not empty.</summary>
    /// <value>Default: <c>Bearer</c> in a header, nothing in the query.</value>
    public string? Prefix { get; init; }
}

/// <summary>The part of a request that carries a token.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OAuth2TokenLocation>))]
public enum OAuth2TokenLocation
{
    /// <summary>A header.</summary>
    Header,

    /// <summary>A query parameter.</summary>
    Query,
}
