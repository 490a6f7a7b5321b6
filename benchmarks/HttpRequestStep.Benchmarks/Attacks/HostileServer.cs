using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps.Benchmarks.Attacks;

/// <summary>Answers one request with an attack, until the client has enough of it.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HostileServer(Attack attack)
    {
        _listener.Start();
        _ = ServeAsync(attack);
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Attack attack)
    {
        try
        {
            using var client = await _listener.AcceptSocketAsync();
            await client.ReceiveAsync(new byte[4096]);
            await SendAsync(client, attack.Start);
            while (attack.Again.Length > 0)
            {
                await SendAsync(client, attack.Again);
            }

            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client had enough.
        }
    }

    private static async Task SendAsync(Socket client, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await client.SendAsync(bytes)..];
        }
    }
}
