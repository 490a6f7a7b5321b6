using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.AspNetCore;

/// <summary>The two requests of the flow; what must survive between them is in a cookie that only this application can read.</summary>
internal sealed class ConnectionFlow(string prefix, Func<HttpContext, string, StepInput> input)
{
    private const string CookieName = "HttpRequestSteps.OAuth2";
    private const string ReturnUrl = "returnUrl";
    private const int LongestReturnUrl = 1024;

    public async Task<IResult> BeginAsync(HttpContext context, string connection)
    {
        if (!Uri.TryCreate($"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{prefix}/callback", UriKind.Absolute, out var callback))
        {
            return Problem("The request does not say by which host it came.");
        }

        var returnUrl = context.Request.Query[ReturnUrl].ToString();
        if (returnUrl.Length > LongestReturnUrl)
        {
            return Problem($"The {ReturnUrl} is longer than {LongestReturnUrl} characters.");
        }

        try
        {
            var start = await Flow(context).BeginAsync(connection, input(context, connection), callback, context.RequestAborted).ConfigureAwait(false);
            context.Response.Cookies.Append(CookieName, FlowCookie.Of(start, returnUrl).Protect(Protection(context)), Cookie(context));
            return Results.Redirect(start.Url.AbsoluteUri);
        }
        catch (StepAuthenticationException exception)
        {
            return Problem(exception.Message);
        }
    }

    public async Task<IResult> CompleteAsync(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { } text || FlowCookie.Unprotect(text, Protection(context)) is not { } cookie)
        {
            return Problem("This browser has not begun to connect an account, or has taken too long; begin again.");
        }

        var start = cookie.Start();
        var answer = context.Request.Query.Select(parameter => new KeyValuePair<string, string>(parameter.Key, parameter.Value.ToString())).ToArray();

        // Anybody can send a browser here: only the answer to this beginning ends it.
        if (start.IsAnsweredBy(answer))
        {
            context.Response.Cookies.Delete(CookieName, Cookie(context));
        }

        try
        {
            await Flow(context).CompleteAsync(start, answer, input(context, start.Connection), context.RequestAborted).ConfigureAwait(false);
        }
        catch (StepAuthenticationException exception)
        {
            return Problem(exception.Message);
        }

        return IsLocal(cookie.ReturnUrl) ? Results.LocalRedirect(cookie.ReturnUrl) : Results.Text("The account is connected. This window can be closed.");
    }

    private static IResult Problem(string reason) => Results.Problem(reason, statusCode: StatusCodes.Status400BadRequest, title: "The account is not connected.");

    /// <summary>Whether it is a path of this host, also for a browser, which reads a backslash as a slash and skips tabs and line breaks.</summary>
    private static bool IsLocal(string url) =>
        url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.Any(static c => c == '\\' || char.IsControl(c));

    private CookieOptions Cookie(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = FlowCookie.Patience,
        Path = $"{context.Request.PathBase}{prefix}/",

        // The owner comes back from another site, by a link.
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };

    private static OAuth2Authorization Flow(HttpContext context) => context.RequestServices.GetRequiredService<OAuth2Authorization>();

    private static IDataProtectionProvider Protection(HttpContext context) => context.RequestServices.GetRequiredService<IDataProtectionProvider>();
}
