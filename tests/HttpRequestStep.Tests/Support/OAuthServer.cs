using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace HttpRequestSteps.Tests;

/// <summary>A real authorization server (OpenIddict on Kestrel) and an API that accepts its tokens.</summary>
internal sealed class OAuthServer : IAsyncDisposable
{
    public const string ClientId = "relay";
    public const string ClientSecret = "relay-s3cret+/=:&";
    public const string Username = "ann";
    public const string Password = "ann-p4ss w\u00f6rd";

    // Made once: a key for each server would cost most of a test's time.
    private static readonly SymmetricSecurityKey EncryptionKey = new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    private static readonly RsaSecurityKey SigningKey = new(System.Security.Cryptography.RSA.Create(2048));

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _accessTokens = new();
    private readonly ConcurrentDictionary<string, bool> _spentRefreshTokens = new();
    private int _tokenRequests;

    private OAuthServer(WebApplication app)
    {
        _app = app;
    }

    public string Url => _app.Urls.First();

    /// <summary>How many requests the token endpoint has had.</summary>
    public int TokenRequests => Volatile.Read(ref _tokenRequests);

    /// <summary>The requests of the token endpoint, parsed.</summary>
    public ConcurrentQueue<OpenIddictRequest> Seen { get; } = new();

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Waited for before a token is given.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<OAuthServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        OAuthServer? server = null;
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.SetTokenEndpointUris("token").SetAuthorizationEndpointUris("authorize");
            options.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowPasswordFlow().RequireProofKeyForCodeExchange();
            options.RegisterScopes("orders", "invoices", OpenIddictConstants.Scopes.OfflineAccess);
            options.AddEncryptionKey(EncryptionKey).AddSigningKey(SigningKey).DisableAccessTokenEncryption();
            options.EnableDegradedMode();
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(static context =>
            {
                if (context.ClientId != ClientId)
                {
                    context.Reject(OpenIddictConstants.Errors.InvalidClient, "unknown client");
                }

                return default;
            }));
            options.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(static context =>
            {
                context.SignIn(Principal("owner", context.Request.GetScopes()));
                return default;
            }));
            options.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context => server!.Validate(context)));
            options.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(context => server!.HandleAsync(context)));
            options.AddEventHandler<ProcessSignInContext>(handler => handler.UseInlineHandler(context =>
            {
                context.Principal!.SetAccessTokenLifetime(server!.Lifetime);
                return default;
            }).SetOrder(int.MinValue + 100_000));
            options.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.Response.AccessToken is { } token)
                {
                    server!._accessTokens[token] = true;
                }

                return default;
            }).SetOrder(int.MinValue + 100_000));
        });
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var app = builder.Build();
        server = new OAuthServer(app);
        app.UseAuthentication();
        app.MapMethods("/api/{**rest}", ["GET", "POST"], server.Api);
        await app.StartAsync();
        return server;
    }

    /// <summary>From now on the API accepts none of the tokens given so far.</summary>
    public void RevokeAccessTokens() => _accessTokens.Clear();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Api(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString() is { Length: > 7 } header ? header[7..] : context.Request.Query["access_token"].ToString();
        return _accessTokens.ContainsKey(token) ? Results.Json(new { ok = true }) : Results.StatusCode(401);
    }

    private ValueTask Validate(ValidateTokenRequestContext context)
    {
        Interlocked.Increment(ref _tokenRequests);
        Seen.Enqueue(context.Request);
        if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
        {
            context.Reject(OpenIddictConstants.Errors.InvalidClient, "The client's secret is wrong.");
        }
        else if (context.Request.IsRefreshTokenGrantType() && !_spentRefreshTokens.TryAdd(context.Request.RefreshToken!, true))
        {
            context.Reject(OpenIddictConstants.Errors.InvalidGrant, "The refresh token was used before.");
        }

        return default;
    }

    private async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        await Gate;
        if (context.Request.IsPasswordGrantType() && (context.Request.Username != Username || context.Request.Password != Password))
        {
            context.Reject(OpenIddictConstants.Errors.InvalidGrant, "The password is wrong.");
        }
        else if (context.Request.IsClientCredentialsGrantType() || context.Request.IsPasswordGrantType())
        {
            context.SignIn(Principal(context.ClientId!, context.Request.GetScopes()));
        }
        else
        {
            context.SignIn(context.Principal!);
        }
    }

    private static ClaimsPrincipal Principal(string subject, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("test");
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.Subject, subject));
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(scopes);
        return principal;
    }
}
