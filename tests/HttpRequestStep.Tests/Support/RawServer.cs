using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>Plays given bytes, then closes, resets or waits: what no well-behaved server does.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    private RawServer(Func<PlayedConnection, Task> play)
    {
        _listener.Start();
        _accepting = AcceptAsync(play);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    public List<string> Heads { get; } = [];

    public static RawServer Start(Func<PlayedConnection, Task> play) => new(play);

    /// <summary>Reads the head of each request, answers with these bytes and closes.</summary>
    public static RawServer Answering(string bytes) => Start(async connection =>
    {
        await connection.ReadHeadAsync();
        await connection.WriteAsync(bytes);
    });

    /// <summary>How many connections were made so far.</summary>
    public int Connections
    {
        get
        {
            lock (_connections)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Completes when every connection so far has been played to its end.</summary>
    public Task QuietAsync()
    {
        lock (_connections)
        {
            return Task.WhenAll(_connections).WaitAsync(StepHost.Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<PlayedConnection, Task> play)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_connections)
                {
                    _connections.Add(PlayAsync(play, client));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task PlayAsync(Func<PlayedConnection, Task> play, Socket client)
    {
        using var connection = new PlayedConnection(this, client, _stop.Token);
        try
        {
            await play(connection);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
        }
    }
}

/// <summary>One connection of a raw server.</summary>
internal sealed class PlayedConnection(RawServer server, Socket socket, CancellationToken stop) : IDisposable
{
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(one, stop) == 0)
            {
                break;
            }

            head.Append((char)one[0]);
        }

        lock (server.Heads)
        {
            server.Heads.Add(head.ToString());
        }

        return head.ToString();
    }

    /// <summary>Reads a head and the body that its Content-Length announces; an empty text when the connection is over.</summary>
    public async Task<string> ReadRequestAsync()
    {
        const string Length = "\r\nContent-Length: ";
        var head = await ReadHeadAsync();
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        var left = at < 0 ? 0 : int.Parse(head.AsSpan(at + Length.Length, head.IndexOf("\r\n", at + 2, StringComparison.Ordinal) - at - Length.Length), System.Globalization.CultureInfo.InvariantCulture);
        var buffer = new byte[4096];
        while (left > 0 && await socket.ReceiveAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), stop) is > 0 and var read)
        {
            left -= read;
        }

        return head;
    }

    /// <summary>Waits for the first bytes, whatever they are.</summary>
    public async Task ReadSomeAsync() => await socket.ReceiveAsync(new byte[4096], stop);

    public Task WriteAsync(string latin1) => WriteAsync(Encoding.Latin1.GetBytes(latin1));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, stop)..];
        }
    }

    public async Task WaitForCloseAsync()
    {
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, stop) > 0)
        {
        }
    }

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();
}
