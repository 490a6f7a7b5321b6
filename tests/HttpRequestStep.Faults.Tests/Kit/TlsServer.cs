using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>TLS with a chosen chain and a chosen protocol behind it, byte by byte.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;

    private TlsServer(SslServerAuthenticationOptions options, Func<SslStream, CancellationToken, Task> play) => _listener = new LoopbackListener(async (client, stop) =>
    {
        await using var stream = new SslStream(new NetworkStream(client, ownsSocket: true));
        await stream.AuthenticateAsServerAsync(options, stop);
        await play(stream, stop);
        await stream.ShutdownAsync();
    });

    public string Url => $"https://127.0.0.1:{_listener.Port}/";

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

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
