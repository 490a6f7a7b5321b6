using System.Security.Cryptography.X509Certificates;

namespace HttpRequestSteps;

/// <summary>A socket handler in use by some requests; a retired one is disposed when the last of them is done.</summary>
internal sealed class PooledTransport(TransportProfile profile, Dialer dialer, SocketsHttpHandler handler) : IDisposable
{
    private const int Retired = int.MinValue / 2;

    private readonly HttpMessageInvoker _invoker = new(handler, disposeHandler: true);
    private int _users;

    public TransportProfile Profile => profile;

    public Dialer Dialer => dialer;

    public X509Certificate2? ClientCertificate => handler.SslOptions.ClientCertificateContext?.TargetCertificate;

    /// <summary>From when on it is worth looking for something to warn of.</summary>
    public DateTimeOffset NextLook { get; set; }

    public bool TryRent()
    {
        if (Interlocked.Increment(ref _users) > 0)
        {
            return true;
        }

        Release();
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == Retired)
        {
            _invoker.Dispose();
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    /// <summary>No new request gets it; it closes with the last that has it.</summary>
    public void Dispose()
    {
        if (Interlocked.Add(ref _users, Retired) == Retired)
        {
            _invoker.Dispose();
        }
    }
}
