using System.Net;

namespace HttpRequestSteps;

/// <summary>The addresses of a name come from outside, so that tests can choose them.</summary>
internal class AddressResolver
{
    /// <exception cref="System.Net.Sockets.SocketException">The name does not exist, or cannot be asked for.</exception>
    public virtual Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}
