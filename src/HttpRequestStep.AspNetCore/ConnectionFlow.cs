using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.AspNetCore;

/// <summary>The two requests of the flow; what must survive between them is in a cookie that only this application can read.</summary>
internal sealed class ConnectionFlow(string prefix, Func<HttpContext, string, StepInput> input)
{
    private const string CookieName = "HttpRequestSteps.OAuth2";
    private const string ReturnUrl = "returnUrl";

    /// <summary>How long an owner may take to agree.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public async Task<IResult> BeginAsync(HttpContext context, string connection)
    {
        var callback = new Uri($"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{prefix}/callback");
        try
        {
            var flow = context.RequestServices.GetRequiredService<OAuth2Authorization>();
            var start = await flow.BeginAsync(connection, input(context, connection), callback, context.RequestAborted).ConfigureAwait(false);
            context.Response.Cookies.Append(CookieName, Protect(context, start, context.Request.Query[ReturnUrl].ToString()), Cookie(context));
            return Results.Redirect(start.Url.AbsoluteUri);
        }
        catch (StepAuthenticationException exception)
        {
            return Problem(exception.Message);
        }
    }

    public async Task<IResult> CompleteAsync(HttpContext context)
    {
        var (start, returnUrl) = Unprotect(context);
        if (start is null)
        {
            return Problem("This browser has not begun to connect an account, or has taken too long; begin again.");
        }

        context.Response.Cookies.Delete(CookieName, Cookie(context));
        try
        {
            var flow = context.RequestServices.GetRequiredService<OAuth2Authorization>();
            var parameters = context.Request.Query.Select(parameter => new KeyValuePair<string, string>(parameter.Key, parameter.Value.ToString()));
            await flow.CompleteAsync(start, parameters, input(context, start.Connection), context.RequestAborted).ConfigureAwait(false);
        }
        catch (StepAuthenticationException exception)
        {
            return Problem(exception.Message);
        }

        return IsLocal(returnUrl) ? Results.LocalRedirect(returnUrl) : Results.Text("The account is connected. This window can be closed.");
    }

    private static IResult Problem(string reason) => Results.Problem(reason, statusCode: StatusCodes.Status400BadRequest, title: "The account is not connected.");

    private static bool IsLocal(string url) => url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal);

    private CookieOptions Cookie(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = Patience,
        Path = context.Request.PathBase + prefix,

        // The owner comes back from another site, by a link.
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };

    private static string Protect(HttpContext context, OAuth2AuthorizationStart start, string returnUrl) =>
        Protector(context).Protect(JsonSerializer.Serialize(start, TokenJsonContext.Default.OAuth2AuthorizationStart) + "\n" + returnUrl, Patience);

    private static (OAuth2AuthorizationStart? Start, string ReturnUrl) Unprotect(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { } cookie)
        {
            return default;
        }

        try
        {
            var parts = Protector(context).Unprotect(cookie).Split('\n', 2);
            return (JsonSerializer.Deserialize(parts[0], TokenJsonContext.Default.OAuth2AuthorizationStart), parts[1]);
        }
        catch (CryptographicException)
        {
            return default;
        }
    }

    private static ITimeLimitedDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("HttpRequestSteps.OAuth2.Flow").ToTimeLimitedDataProtector();
}
