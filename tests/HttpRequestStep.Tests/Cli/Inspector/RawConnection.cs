using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>A bare socket, for what no HTTP client would send or show.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public void Reset() => _client.Client.Close(timeout: 0);

    public void Dispose() => _client.Dispose();
}
