using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps.AspNetCore;

/// <summary>HTTP request steps in ASP.NET Core.</summary>
public static class HttpRequestStepsAspNetCoreExtensions
{
    /// <summary>Keeps the tokens of accounts in a folder, encrypted with Data Protection. Every process that shares the folder must share the key ring.</summary>
    public static HttpRequestStepsBuilder AddProtectedTokenStore(this HttpRequestStepsBuilder builder, string directory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        builder.Services.AddDataProtection();
        builder.Services.Replace(ServiceDescriptor.Singleton<IOAuth2TokenStore>(services => new ProtectedTokenStore(directory, services.GetRequiredService<IDataProtectionProvider>())));
        return builder;
    }

    /// <summary>Maps the two endpoints by which an owner connects an account: <c>GET {prefix}/{connection}</c> sends the browser to the authorization server, <c>GET {prefix}/callback</c> is where it comes back to.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path of the endpoints, such as <c>/oauth</c>. The redirect URL to register is <c>https://your-host{prefix}/callback</c>.</param>
    /// <param name="input">The variables of the connection for the one who asks, such as the account: take them from the signed-in user, never from the query.</param>
    /// <returns>Both endpoints, to require authorization of them.</returns>
    /// <exception cref="InvalidOperationException">There is no Data Protection.</exception>
    public static RouteGroupBuilder MapOAuth2Connections(this IEndpointRouteBuilder endpoints, string prefix, Func<HttpContext, string, StepInput> input)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(input);
        _ = endpoints.ServiceProvider.GetService<IDataProtectionProvider>() ?? throw new InvalidOperationException("Add Data Protection first: builder.Services.AddDataProtection().");
        var name = prefix.Trim('/');
        var path = name.Length == 0 ? string.Empty : "/" + name;
        var group = endpoints.MapGroup(path);
        var flow = new ConnectionFlow(path, input);
        group.MapGet("/callback", (Delegate)flow.CompleteAsync);
        group.MapGet("/{connection}", flow.BeginAsync);
        return group;
    }
}
