using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>TLS with a chosen chain and a chosen protocol behind it, byte by byte.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly SslServerAuthenticationOptions _options;
    private readonly Func<SslStream, CancellationToken, Task> _play;
    private readonly Task _accepting;

    private TlsServer(SslServerAuthenticationOptions options, Func<SslStream, CancellationToken, Task> play)
    {
        _options = options;
        _play = play;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Answers every connection once, with this certificate and these between it and its root.</summary>
    public static TlsServer Answering(X509Certificate2 certificate, params X509Certificate2[] between) => new(
        new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, [.. between], offline: true) },
        static async (stream, stop) =>
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, stop) > 0)
            {
                head.Append((char)one[0]);
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), stop);
        });

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
        await using (var stream = new SslStream(client.GetStream()))
        {
            try
            {
                await stream.AuthenticateAsServerAsync(_options, _stop.Token);
                await _play(stream, _stop.Token);
                await stream.ShutdownAsync();
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or AuthenticationException or ObjectDisposedException or InvalidOperationException)
            {
            }
        }
    }
}
