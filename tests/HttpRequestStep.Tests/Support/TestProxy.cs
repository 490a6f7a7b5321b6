using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>A small real forward proxy: plain http with absolute targets, https with CONNECT, Basic credentials.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly string? _credentials;
    private readonly string? _refusal;

    private TestProxy(string? credentials, string? refusal)
    {
        _credentials = credentials is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        _refusal = refusal;
        _listener = new LoopbackListener(ServeAsync);
    }

    public int Port => _listener.Port;

    public List<string> Heads { get; } = [];

    /// <param name="credentials">user:password that it asks for, or null.</param>
    /// <param name="refusal">The status line it refuses everything with, or null.</param>
    public static TestProxy Start(string? credentials = null, string? refusal = null) => new(credentials, refusal);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        while (await ReadHeadAsync(stream, stop) is { Length: > 0 } head && await AnswerAsync(stream, head, stop))
        {
        }
    }

    /// <summary>Whether the connection takes another request.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream, string head, CancellationToken stop)
    {
        lock (Heads)
        {
            Heads.Add(head);
        }

        if (_refusal is not null)
        {
            await WriteAsync(stream, $"HTTP/1.1 {_refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", stop);
            return false;
        }

        if (_credentials is not null && !head.Contains("Proxy-Authorization: " + _credentials + "\r\n", StringComparison.Ordinal))
        {
            await WriteAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n", stop);
            return true;
        }

        var target = head.Split(' ')[1];
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await TunnelAsync(stream, target, "HTTP/1.1 200 OK\r\n\r\n", null, stop);
        }
        else
        {
            var uri = new Uri(target);
            var lines = head.Replace(target, uri.PathAndQuery, StringComparison.Ordinal).Split("\r\n").Where(line => !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase));
            await TunnelAsync(stream, uri.Authority, null, string.Join("\r\n", lines), stop);
        }

        return false;
    }

    private static async Task TunnelAsync(NetworkStream client, string authority, string? toClient, string? toServer, CancellationToken stop)
    {
        var colon = authority.LastIndexOf(':');
        using var server = new TcpClient();
        await server.ConnectAsync(authority[..colon], int.Parse(authority[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture), stop);
        var upstream = server.GetStream();
        await WriteAsync(client, toClient ?? string.Empty, stop);
        await WriteAsync(upstream, toServer ?? string.Empty, stop);
        await Task.WhenAny(client.CopyToAsync(upstream, stop), upstream.CopyToAsync(client, stop));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, stop) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static async Task WriteAsync(NetworkStream stream, string text, CancellationToken stop) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop);
}
