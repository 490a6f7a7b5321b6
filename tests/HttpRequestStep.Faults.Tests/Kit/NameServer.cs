using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A name server that the system's own resolver asks: on port 53 of a network of the test's own.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int HeaderLength = 12;
    private const ushort A = 1;
    private const ushort Alias = 5;
    private const ushort Aaaa = 28;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 53));
    private readonly Task _serving;
    private int _asked;

    /// <param name="answer">What it says to the nth question for an IPv4 address, which alone counts, and to the others near it; null: nothing.</param>
    public NameServer(Func<string, int, NameAnswer?> answer) => _serving = ServeAsync(answer);

    /// <summary>How often it was asked for an IPv4 address.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public static NameServer Saying(NameAnswer? answer) => new((_, _) => answer);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _serving;
    }

    private async Task ServeAsync(Func<string, int, NameAnswer?> answer)
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync();
                var (name, type, length) = Read(question.Buffer);
                var number = type == A ? Interlocked.Increment(ref _asked) - 1 : Asked;
                if (answer(name, number) is { } said)
                {
                    await _socket.SendAsync(Write(question.Buffer.AsSpan(0, length), type, said), question.RemoteEndPoint);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    private static (string Name, ushort Type, int Length) Read(ReadOnlySpan<byte> question)
    {
        var labels = new List<string>();
        var at = HeaderLength;
        for (; question[at] > 0; at += question[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(question.Slice(at + 1, question[at])));
        }

        return (string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(question[(at + 1)..]), at + 5);
    }

    private static byte[] Write(ReadOnlySpan<byte> question, ushort type, NameAnswer answer)
    {
        (ushort Type, byte[] Data)[] records = answer.IsCircle
            ? [(Alias, [0xC0, HeaderLength])]
            : [.. answer.Addresses.Select(static address => (address.AddressFamily == AddressFamily.InterNetwork ? A : Aaaa, address.GetAddressBytes())).Where(record => record.Item1 == type)];

        // An answer to this question, which is repeated; nothing beside the records.
        byte[] head = [.. question[..2], 0x81, (byte)(0x80 | answer.Code), 0, 1, 0, (byte)records.Length, 0, 0, 0, 0];
        return [.. head, .. question[HeaderLength..], .. records.SelectMany(static record => (byte[])[0xC0, HeaderLength, 0, (byte)record.Type, 0, 1, 0, 0, 0, 0, 0, (byte)record.Data.Length, .. record.Data])];
    }
}

/// <summary>What a name server says of a name.</summary>
internal sealed record NameAnswer(params IPAddress[] Addresses)
{
    public static NameAnswer Missing { get; } = new() { Code = 3 };

    public static NameAnswer Failed { get; } = new() { Code = 2 };

    /// <summary>The name is another name of itself.</summary>
    public static NameAnswer Circle { get; } = new() { IsCircle = true };

    public int Code { get; private init; }

    public bool IsCircle { get; private init; }

    public static NameAnswer Of(params IEnumerable<string> addresses) => new([.. addresses.Select(IPAddress.Parse)]);
}
