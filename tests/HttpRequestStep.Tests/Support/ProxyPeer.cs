using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>A small real forward proxy: absolute-form requests and CONNECT, with Basic credentials if asked for.</summary>
internal sealed class ProxyPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string? _credentials;
    private readonly int? _refusal;
    private readonly Task _serving;

    public ProxyPeer(string? username = null, string? password = null, int? refuseWith = null)
    {
        _credentials = username is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
        _refusal = refuseWith;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The first lines of what was asked of the proxy.</summary>
    public List<string> Lines { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = HandleAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task HandleAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { Length: > 0 } head)
                {
                    if (!await AnswerAsync(stream, head))
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One side left.
            }
        }
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, string head)
    {
        var line = head[..head.IndexOf('\r', StringComparison.Ordinal)];
        lock (Lines)
        {
            Lines.Add(line);
        }

        if (_refusal is { } status)
        {
            await WriteAsync(stream, $"HTTP/1.1 {status} Refused\r\nContent-Length: 0\r\n\r\n");
            return true;
        }

        if (_credentials is not null && !head.Contains("Proxy-Authorization: " + _credentials + "\r\n", StringComparison.OrdinalIgnoreCase))
        {
            await WriteAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n");
            return true;
        }

        var parts = line.Split(' ');
        return parts[0] == "CONNECT" ? await TunnelAsync(stream, parts[1]) : await ForwardAsync(stream, head, parts);
    }

    private async Task<bool> TunnelAsync(NetworkStream stream, string target)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, int.Parse(target.Split(':')[1]), _stopping.Token);
        await WriteAsync(stream, "HTTP/1.1 200 Connection Established\r\n\r\n");
        var there = stream.CopyToAsync(server.GetStream(), _stopping.Token);
        var back = server.GetStream().CopyToAsync(stream, _stopping.Token);
        await Task.WhenAny(there, back);
        return false;
    }

    private async Task<bool> ForwardAsync(NetworkStream stream, string head, string[] parts)
    {
        var uri = new Uri(parts[1]);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, uri.Port, _stopping.Token);
        var lines = head.Split("\r\n").Where(line => !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)).ToArray();
        lines[0] = $"{parts[0]} {uri.PathAndQuery} HTTP/1.1";
        await WriteAsync(server.GetStream(), string.Join("\r\n", lines).Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
        await server.GetStream().CopyToAsync(stream, _stopping.Token);
        return false;
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _stopping.Token) == 1)
        {
            head.Append((char)buffer[0]);
        }

        return head.ToString();
    }

    private async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stopping.Token);
}
