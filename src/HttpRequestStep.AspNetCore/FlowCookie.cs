using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace HttpRequestSteps.AspNetCore;

/// <summary>What must survive between the two requests of the flow, and no more: a browser keeps 4 KB.</summary>
internal sealed record FlowCookie(string Connection, string TokenKey, Uri RedirectUrl, string State, string? CodeVerifier, string ReturnUrl)
{
    /// <summary>How long an owner may take to agree.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static FlowCookie Of(OAuth2AuthorizationStart start, string returnUrl) => new(start.Connection, start.TokenKey, start.RedirectUrl, start.State, start.CodeVerifier, returnUrl);

    /// <summary>The flow, once the owner is back: where they were sent is no longer asked for.</summary>
    public OAuth2AuthorizationStart Start() => new()
    {
        Connection = Connection,
        TokenKey = TokenKey,
        Url = RedirectUrl,
        RedirectUrl = RedirectUrl,
        State = State,
        CodeVerifier = CodeVerifier,
    };

    public string Protect(IDataProtectionProvider protection) => Protector(protection).Protect(JsonSerializer.Serialize(this, TokenJsonContext.Default.FlowCookie), Patience);

    /// <summary>Null when it is not ours, or too old.</summary>
    public static FlowCookie? Unprotect(string cookie, IDataProtectionProvider protection)
    {
        try
        {
            return JsonSerializer.Deserialize(Protector(protection).Unprotect(cookie), TokenJsonContext.Default.FlowCookie);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(IDataProtectionProvider protection) => protection.CreateProtector("HttpRequestSteps.OAuth2.Flow").ToTimeLimitedDataProtector();
}
