using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>A request as Kestrel saw it.</summary>
internal sealed record SeenRequest(string Method, string Target, string Protocol, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public string? Header(string name) =>
        Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).SingleOrDefault();

    public string[] All(string name) =>
        [.. Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
}

/// <summary>A real Kestrel on the loopback that keeps what it is asked.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<SeenRequest> _seen;

    private TestServer(WebApplication app, List<SeenRequest> seen)
    {
        _app = app;
        _seen = seen;
        Url = app.Urls.Single();
        Port = new Uri(Url).Port;
    }

    public string Url { get; }

    public int Port { get; }

    public IReadOnlyList<SeenRequest> Seen
    {
        get
        {
            lock (_seen)
            {
                return [.. _seen];
            }
        }
    }

    public SeenRequest Last => Seen[^1];

    public static async Task<TestServer> StartAsync(RequestDelegate? answer = null, X509Certificate2? certificate = null, HttpProtocols protocols = HttpProtocols.Http1, bool asksForCertificate = false, Func<X509Certificate2, bool>? requires = null, Action<string?>? onName = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
            {
                endpoint.Protocols = protocols;
                if (certificate is not null)
                {
                    endpoint.UseHttps(certificate, https =>
                    {
                        https.ClientCertificateMode = requires is not null ? ClientCertificateMode.RequireCertificate
                            : asksForCertificate ? ClientCertificateMode.AllowCertificate
                            : ClientCertificateMode.NoCertificate;
                        if (onName is not null)
                        {
                            https.ServerCertificateSelector = (_, name) =>
                            {
                                onName(name);
                                return certificate;
                            };
                        }

                        https.ClientCertificateValidation = (shown, _, _) => requires?.Invoke(shown) ?? true;
                    });
                }
            });
        });
        var seen = new List<SeenRequest>();
        var app = builder.Build();
        app.Run(async context =>
        {
            var request = await ReadAsync(context);
            lock (seen)
            {
                seen.Add(request);
            }

            await (answer ?? Ok)(context);
        });
        await app.StartAsync();
        return new TestServer(app, seen);
    }

    /// <summary>A server that answers each request with the next of these.</summary>
    public static Task<TestServer> PlayAsync(params RequestDelegate[] answers) => StartAsync(Play(answers));

    /// <summary>Answers each request with the next of these, the last of them again and again.</summary>
    public static RequestDelegate Play(params RequestDelegate[] answers)
    {
        var next = -1;
        return context => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](context);
    }

    public static RequestDelegate Status(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers.Append(name, value);
        }

        return Task.CompletedTask;
    };

    public static RequestDelegate Body(byte[] body, string? contentType, params (string Name, string Value)[] headers) => Body(200, body, contentType, headers);

    public static RequestDelegate Body(int status, byte[] body, string? contentType, params (string Name, string Value)[] headers) => async context =>
    {
        await Status(status, headers)(context);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    };

    public static RequestDelegate Json(string json) => Body(System.Text.Encoding.UTF8.GetBytes(json), "application/json");

    public static Task Ok(HttpContext context) => Json("""{"ok":true}""")(context);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<SeenRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return new SeenRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Protocol,
            [.. context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? string.Empty)))],
            body.ToArray());
    }
}
