using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps;

/// <summary>Resolves and connects; every resolved address must pass the egress policy, and the address dialled is the one judged.</summary>
internal sealed class Dialer(EgressPolicy policy, bool viaProxy, AddressResolver resolver, TimeProvider time)
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromSeconds(5);

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(string Host, int Port), bool> _connected = new();

    private FailureKind FailedConnect => viaProxy ? FailureKind.Proxy : FailureKind.Connect;

    private string Target => viaProxy ? "the proxy" : "the server";

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var execution = (context.InitialRequestMessage as StepRequestMessage)?.Execution;
        execution?.Connecting();
        using var clock = new CancellationTokenSource(ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            var addresses = await ResolveAsync(context.DnsEndPoint, both.Token).ConfigureAwait(false);
            return await DialAsync(addresses, context.DnsEndPoint, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (clock.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StepFailureException(viaProxy ? FailureKind.Proxy : FailureKind.Timeout, DeliveryCertainty.NotSent, $"Connecting to {Target} took longer than {ConnectTimeout.TotalSeconds:0} s.");
        }
    }

    /// <summary>Runs when a connection is ready for its first request, TLS included.</summary>
    public ValueTask<Stream> MarkConnected(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        (context.InitialRequestMessage as StepRequestMessage)?.Execution.Connected();
        if (_connected.Count < MostRemembered && context.InitialRequestMessage is { RequestUri: { } uri } message && message.Method != HttpMethod.Connect)
        {
            _connected.TryAdd((uri.IdnHost, uri.Port), true);
        }

        return ValueTask.FromResult(context.PlaintextStream);
    }

    /// <summary>Whether there can be a connection to this address on which a request may have left.</summary>
    public bool MayHaveConnectedTo(Uri uri) => _connected.Count >= MostRemembered || _connected.ContainsKey((uri.IdnHost, uri.Port));

    private async Task<IPAddress[]> ResolveAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await LookUpAsync(target.Host, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
        {
            throw NotResolved(null);
        }

        foreach (var address in addresses)
        {
            if (policy.CheckAddress(address, target.Port) is { Allowed: false } verdict)
            {
                throw new StepFailureException(FailureKind.Blocked, DeliveryCertainty.NotSent, verdict.Reason);
            }
        }

        return addresses;
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        using var clock = new CancellationTokenSource(LookUpTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            // The system's resolver does not stop when it is told to.
            return await resolver.ResolveAsync(host, both.Token).WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw NotResolved(exception);
        }
        catch (OperationCanceledException exception) when (clock.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw NotResolved(exception, $" within {LookUpTimeout.TotalSeconds:0} s");
        }
    }

    private StepFailureException NotResolved(Exception? inner, string when = "") => new(
        viaProxy ? FailureKind.Proxy : FailureKind.Dns, DeliveryCertainty.NotSent, $"The host name of {Target} could not be resolved{when}.", inner);

    private async Task<Stream> DialAsync(IPAddress[] addresses, DnsEndPoint target, CancellationToken cancellationToken)
    {
        try
        {
            return new NetworkStream(await AddressRace.ConnectAsync(addresses, target.Port, time, cancellationToken).ConfigureAwait(false), ownsSocket: true);
        }
        catch (SocketException exception)
        {
            throw new StepFailureException(
                FailedConnect, DeliveryCertainty.NotSent, $"No connection to {Target} on port {target.Port}: {Explain(exception.SocketErrorCode)}", exception);
        }
    }

    private static string Explain(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "it was refused; is the server running there?",

        // The last is what Linux says of a route that swallows everything.
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.InvalidArgument => "there is no route to it.",
        SocketError.AccessDenied => "this machine's network forbids it.",
        SocketError.TimedOut => "it did not answer.",
        _ => $"{error}.",
    };
}
