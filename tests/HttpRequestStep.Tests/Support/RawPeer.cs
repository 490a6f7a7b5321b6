using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>A TCP server that reads a request head and then plays given bytes; for what no well-behaved server would do.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _play;
    private readonly Task _serving;

    public RawPeer(Func<NetworkStream, CancellationToken, Task> play)
    {
        _play = play;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The request heads as they came.</summary>
    public List<string> Heads { get; } = [];

    /// <summary>Released when a request head has arrived.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    public static RawPeer Answering(string bytes) => new(async (stream, cancellationToken) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), cancellationToken));

    public static RawPeer Resetting() => new((stream, _) =>
    {
        stream.Socket.LingerState = new LingerOption(true, 0);
        return Task.CompletedTask;
    });

    /// <summary>Reads the request and never answers.</summary>
    public static RawPeer Silent() => new((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _stopping.Dispose();
        Arrived.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = await ReadHeadAsync(stream);
                lock (Heads)
                {
                    Heads.Add(head);
                }

                Arrived.Release();
                await _play(stream, _stopping.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The client left, or the test is over.
            }
        }
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
}
