using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Tests;

/// <summary>A real server on loopback that records what it saw and answers as told.</summary>
internal sealed class KestrelPeer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KestrelPeer(WebApplication application)
    {
        _application = application;
    }

    public List<SeenRequest> Seen { get; } = [];

    public string Url { get; private set; } = "";

    public SeenRequest Last => Seen[^1];

    public static async Task<KestrelPeer> StartAsync(Func<HttpContext, Task>? answer = null, X509Certificate2? certificate = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.ListenLocalhostOrLoopback(listen =>
            {
                listen.Protocols = protocols;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        var peer = new KestrelPeer(builder.Build());
        peer._application.Run(async context =>
        {
            var seen = await SeenRequest.ReadAsync(context);
            lock (peer.Seen)
            {
                peer.Seen.Add(seen);
            }

            await (answer?.Invoke(context) ?? context.Response.WriteAsync("ok"));
        });
        await peer._application.StartAsync();
        peer.Url = peer._application.Urls.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }
}

/// <summary>A request as the server got it.</summary>
internal sealed record SeenRequest(string Method, string Target, IHeaderDictionary Headers, byte[] Body, string Protocol)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string Header(string name) => Headers[name].ToString();

    public static async Task<SeenRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        return new SeenRequest(context.Request.Method, target, new HeaderDictionary(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(context.Request.Headers, StringComparer.OrdinalIgnoreCase)), body.ToArray(), context.Request.Protocol);
    }
}

internal static class KestrelPeerExtensions
{
    public static void ListenLocalhostOrLoopback(this KestrelServerOptions options, Action<ListenOptions> configure) =>
        options.Listen(System.Net.IPAddress.Loopback, 0, configure);
}
