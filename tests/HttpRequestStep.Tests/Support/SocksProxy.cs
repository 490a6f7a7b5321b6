using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>A small real SOCKS 5 proxy (RFC 1928, RFC 1929).</summary>
internal sealed class SocksProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly string? _credentials;

    private SocksProxy(string? credentials)
    {
        _credentials = credentials;
        _listener = new LoopbackListener(ServeAsync);
    }

    public int Port => _listener.Port;

    /// <summary>Where it was asked to connect to.</summary>
    public List<string> Targets { get; } = [];

    public static SocksProxy Start(string? credentials = null) => new(credentials);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        if (await GreetAsync(stream, stop) && await ConnectAsync(stream, stop) is { } server)
        {
            using (server)
            {
                await Task.WhenAny(stream.CopyToAsync(server.GetStream(), stop), server.GetStream().CopyToAsync(stream, stop));
            }
        }
    }

    private async Task<bool> GreetAsync(NetworkStream stream, CancellationToken stop)
    {
        var head = await ReadAsync(stream, 2, stop);
        var methods = await ReadAsync(stream, head[1], stop);
        var method = (byte)(_credentials is null ? 0 : 2);
        await stream.WriteAsync(new byte[] { 5, methods.Contains(method) ? method : (byte)0xFF }, stop);
        if (_credentials is null || !methods.Contains(method))
        {
            return methods.Contains(method);
        }

        var user = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 2, stop))[1], stop));
        var password = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1, stop))[0], stop));
        var isRight = $"{user}:{password}" == _credentials;
        await stream.WriteAsync(new byte[] { 1, isRight ? (byte)0 : (byte)1 }, stop);
        return isRight;
    }

    private async Task<TcpClient?> ConnectAsync(NetworkStream stream, CancellationToken stop)
    {
        var head = await ReadAsync(stream, 4, stop);
        var host = head[3] switch
        {
            1 => new IPAddress(await ReadAsync(stream, 4, stop)).ToString(),
            4 => new IPAddress(await ReadAsync(stream, 16, stop)).ToString(),
            _ => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1, stop))[0], stop)),
        };
        var port = await ReadAsync(stream, 2, stop);
        var target = new DnsEndPoint(host, (port[0] << 8) | port[1]);
        lock (Targets)
        {
            Targets.Add($"{target.Host}:{target.Port}");
        }

        var server = new TcpClient();
        await server.ConnectAsync(target.Host, target.Port, stop);
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, stop);
        return server;
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count, CancellationToken stop)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, stop);
        return bytes;
    }
}
