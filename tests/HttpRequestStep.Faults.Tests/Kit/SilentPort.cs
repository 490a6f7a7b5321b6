using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A port of the loopback whose queue of connections is full: the system drops every SYN that comes, as a packet filter would.</summary>
internal sealed class SilentPort : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _filling = [];

    public SilentPort(string address, int port = 0)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        _listener.Listen(0);

        // A queue of length 0 has room for one.
        var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        first.Connect(_listener.LocalEndPoint!);
        _filling.Add(first);
    }

    /// <summary>Whether this system has such queues.</summary>
    public static bool IsKnown => OperatingSystem.IsLinux();

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _filling.ForEach(static socket => socket.Dispose());
        _listener.Dispose();
    }
}
