using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>A small real SOCKS 5 proxy (RFC 1928, RFC 1929).</summary>
internal sealed class SocksProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly string? _credentials;
    private readonly Task _accepting;

    private SocksProxy(string? credentials)
    {
        _credentials = credentials;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where it was asked to connect to.</summary>
    public List<string> Targets { get; } = [];

    public static SocksProxy Start(string? credentials = null) => new(credentials);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await GreetAsync(stream) && await ConnectAsync(stream) is { } server)
                {
                    using (server)
                    {
                        await Task.WhenAny(stream.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(stream, _stop.Token));
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
            }
        }
    }

    private async Task<bool> GreetAsync(NetworkStream stream)
    {
        var head = await ReadAsync(stream, 2);
        var methods = await ReadAsync(stream, head[1]);
        var method = (byte)(_credentials is null ? 0 : 2);
        await stream.WriteAsync(new byte[] { 5, methods.Contains(method) ? method : (byte)0xFF }, _stop.Token);
        if (_credentials is null || !methods.Contains(method))
        {
            return methods.Contains(method);
        }

        var user = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 2))[1]));
        var password = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
        var isRight = $"{user}:{password}" == _credentials;
        await stream.WriteAsync(new byte[] { 1, isRight ? (byte)0 : (byte)1 }, _stop.Token);
        return isRight;
    }

    private async Task<TcpClient?> ConnectAsync(NetworkStream stream)
    {
        var head = await ReadAsync(stream, 4);
        var host = head[3] switch
        {
            1 => new IPAddress(await ReadAsync(stream, 4)).ToString(),
            4 => new IPAddress(await ReadAsync(stream, 16)).ToString(),
            _ => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0])),
        };
        var port = await ReadAsync(stream, 2);
        var target = new DnsEndPoint(host, (port[0] << 8) | port[1]);
        lock (Targets)
        {
            Targets.Add($"{target.Host}:{target.Port}");
        }

        var server = new TcpClient();
        await server.ConnectAsync(target.Host, target.Port, _stop.Token);
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, _stop.Token);
        return server;
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }
}
