using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>A small real forward proxy: plain http with absolute targets, https with CONNECT, Basic credentials.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly string? _credentials;
    private readonly string? _refusal;
    private readonly Task _accepting;

    private TestProxy(string? credentials, string? refusal)
    {
        _credentials = credentials is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        _refusal = refusal;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public List<string> Heads { get; } = [];

    /// <param name="credentials">user:password that it asks for, or null.</param>
    /// <param name="refusal">The status line it refuses everything with, or null.</param>
    public static TestProxy Start(string? credentials = null, string? refusal = null) => new(credentials, refusal);

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
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
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
                while (await ReadHeadAsync(stream) is { Length: > 0 } head && await AnswerAsync(stream, head))
                {
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>Whether the connection takes another request.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream, string head)
    {
        lock (Heads)
        {
            Heads.Add(head);
        }

        if (_refusal is not null)
        {
            await WriteAsync(stream, $"HTTP/1.1 {_refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return false;
        }

        if (_credentials is not null && !head.Contains("Proxy-Authorization: " + _credentials + "\r\n", StringComparison.Ordinal))
        {
            await WriteAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n");
            return true;
        }

        var target = head.Split(' ')[1];
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await TunnelAsync(stream, target, "HTTP/1.1 200 OK\r\n\r\n", null);
        }
        else
        {
            var uri = new Uri(target);
            var lines = head.Replace(target, uri.PathAndQuery, StringComparison.Ordinal).Split("\r\n").Where(line => !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase));
            await TunnelAsync(stream, uri.Authority, null, string.Join("\r\n", lines));
        }

        return false;
    }

    private async Task TunnelAsync(NetworkStream client, string authority, string? toClient, string? toServer)
    {
        var colon = authority.LastIndexOf(':');
        using var server = new TcpClient();
        await server.ConnectAsync(authority[..colon], int.Parse(authority[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture), _stop.Token);
        var upstream = server.GetStream();
        await WriteAsync(client, toClient ?? string.Empty);
        await WriteAsync(upstream, toServer ?? string.Empty);
        await Task.WhenAny(client.CopyToAsync(upstream, _stop.Token), upstream.CopyToAsync(client, _stop.Token));
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
}
