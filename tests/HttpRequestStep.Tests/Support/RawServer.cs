using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>Plays given bytes, then closes, resets or waits: what no well-behaved server does.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;

    private RawServer(Func<PlayedConnection, Task> play, IPEndPoint? at) => _listener = new LoopbackListener((socket, stop) => play(new PlayedConnection(this, socket, stop)), at);

    public int Port => _listener.Port;

    public string Url => $"http://127.0.0.1:{Port}";

    public List<string> Heads { get; } = [];

    public static RawServer Start(Func<PlayedConnection, Task> play, IPEndPoint? at = null) => new(play, at);

    /// <summary>Reads the head of each request, answers with these bytes and closes.</summary>
    public static RawServer Answering(string bytes) => Start(async connection =>
    {
        await connection.ReadHeadAsync();
        await connection.WriteAsync(bytes);
    });

    /// <inheritdoc cref="LoopbackListener.Connections"/>
    public int Connections => _listener.Connections;

    /// <inheritdoc cref="LoopbackListener.QuietAsync"/>
    public Task QuietAsync() => _listener.QuietAsync();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}

/// <summary>One connection of a raw server.</summary>
internal sealed class PlayedConnection(RawServer server, Socket socket, CancellationToken stop)
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
}
