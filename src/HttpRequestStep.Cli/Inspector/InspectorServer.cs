using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps.Cli;

/// <summary>An HTTP server that answers every request and keeps a record of it.</summary>
/// <remarks>Kestrel without a host: a host would listen for Ctrl-C itself and bring configuration and logging that nobody asked for.</remarks>
internal sealed class InspectorServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private const int RememberedRequests = 1000;

    private readonly InspectorOptions _options;
    private readonly RequestRecorder _recorder;
    private readonly AnswerChooser _chooser;
    private readonly RecentRequests _recent = new(RememberedRequests);
    private readonly KestrelServer _kestrel;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _telling = new();
    private int _disposed;

    private InspectorServer(InspectorOptions options, IPAddress address)
    {
        _options = options;
        _recorder = new RequestRecorder(options);
        _chooser = new AnswerChooser(options.Script);
        _kestrel = Kestrel(address, options.Port);
        Address = new Uri("http://localhost");
    }

    /// <summary>Where a client on this machine reaches the inspector.</summary>
    public Uri Address { get; private set; }

    /// <summary>The last thousand requests, oldest first.</summary>
    public IReadOnlyList<RecordedRequest> Recorded => _recent.Snapshot();

    /// <exception cref="IOException">The port is taken; the inner exception is an <c>AddressInUseException</c>.</exception>
    /// <exception cref="SocketException">The host is not an address of this machine, or the port is not allowed.</exception>
    public static async Task<InspectorServer> StartAsync(InspectorOptions options, CancellationToken cancellationToken)
    {
        var server = new InspectorServer(options, await ResolveAsync(options.Host, cancellationToken));
        try
        {
            await server._kestrel.StartAsync(server, cancellationToken);
            server.Address = server.CallableAddress();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(Microsoft.AspNetCore.Http.Features.IFeatureCollection contextFeatures) =>
        new DefaultHttpContext(contextFeatures);

    async Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context)
    {
        var request = await _recorder.RecordAsync(context);
        _recent.Add(request);
        var answer = _chooser.Choose(request);
        if (await HoldBackAsync(answer.Delay, context.RequestAborted))
        {
            Tell(request, answer, Outcome(answer));
            await AnswerWriter.WriteAsync(context, answer);
        }
        else
        {
            Tell(request, answer, AnswerOutcome.Abandoned);
            context.Abort();
        }
    }

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        // Held-back answers must not hold back the stop; and no client is owed a goodbye, so connections are aborted at once.
        await _stopping.CancelAsync();
        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
        _stopping.Dispose();
    }

    private static KestrelServer Kestrel(IPAddress address, int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };

        // An inspector takes what comes: no size limit, no minimum speed, and header values beyond ASCII.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
        options.Listen(address, port, Configure);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    private static void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(HeadTap.Attach);
    }

    private static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ when IPAddress.TryParse(host.Trim('[', ']'), out var address) => address,
        _ => (await Dns.GetHostAddressesAsync(host, cancellationToken))[0],
    };

    private static AnswerOutcome Outcome(InspectorAnswer answer) => answer switch
    {
        { Reset: true } => AnswerOutcome.Reset,
        { Truncate: true } => AnswerOutcome.Truncated,
        _ => AnswerOutcome.Sent,
    };

    /// <summary>The bound address; "any address" is none to call, so loopback stands for it.</summary>
    private Uri CallableAddress()
    {
        var bound = new Uri(_kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return bound.Host switch
        {
            "0.0.0.0" => new UriBuilder(bound) { Host = "127.0.0.1" }.Uri,
            "[::]" => new UriBuilder(bound) { Host = "[::1]" }.Uri,
            _ => bound,
        };
    }

    private async Task<bool> HoldBackAsync(TimeSpan delay, CancellationToken requestAborted)
    {
        if (delay <= TimeSpan.Zero)
        {
            return true;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(requestAborted, _stopping.Token);
        await Task.Delay(delay, _options.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !either.IsCancellationRequested;
    }

    private void Tell(RecordedRequest request, InspectorAnswer answer, AnswerOutcome outcome)
    {
        if (_options.Exchanged is { } exchanged)
        {
            lock (_telling)
            {
                exchanged(request, new RecordedAnswer(answer.Status, outcome, answer.Source, answer.BodyLength, answer.Delay));
            }
        }
    }
}
