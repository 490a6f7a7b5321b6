using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps;

/// <summary>Connects to one of several addresses as RFC 8305 has it: the families take turns, and the next address need not wait for one that does not answer.</summary>
internal static class AddressRace
{
    /// <summary>How long an address is alone before the next one starts.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(250);

    /// <summary>A name may have any number of addresses; no more of them are tried.</summary>
    public const int MostAddresses = 10;

    /// <summary>The first socket that is connected; it alone stays open.</summary>
    /// <exception cref="SocketException">None of them could be reached.</exception>
    public static async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        if (addresses is [var only])
        {
            return (await TryAsync(only, port, cancellationToken).ConfigureAwait(false)).Socket();
        }

        var waiting = new Queue<IPAddress>(Ordered(addresses).Take(MostAddresses));
        var running = new List<Task<Attempt>>(waiting.Count);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                if (waiting.TryDequeue(out var next))
                {
                    running.Add(TryAsync(next, port, over.Token));
                }

                if (await EndedAsync(running, waiting.Count > 0 ? Lead : Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false) is not { } ended)
                {
                    continue;
                }

                running.Remove(ended);
                var attempt = await ended.ConfigureAwait(false);
                if (attempt.Error is null || (running.Count == 0 && waiting.Count == 0))
                {
                    return attempt.Socket();
                }
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            foreach (var late in running)
            {
                // One that was connected a moment too late.
                _ = late.ContinueWith(static late => late.Result.Connected?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            }
        }
    }

    /// <summary>The families take turns, beginning with that of the first address; else the resolver's order stays.</summary>
    public static IEnumerable<IPAddress> Ordered(IReadOnlyList<IPAddress> addresses)
    {
        var own = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToArray();
        var other = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToArray();
        for (var i = 0; i < Math.Max(own.Length, other.Length); i++)
        {
            if (i < own.Length)
            {
                yield return own[i];
            }

            if (i < other.Length)
            {
                yield return other[i];
            }
        }
    }

    /// <summary>The first attempt to end; null when the next address may start before.</summary>
    private static async ValueTask<Task<Attempt>?> EndedAsync(List<Task<Attempt>> running, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAny(running).WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static async Task<Attempt> TryAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            // Where a family is not supported, there is not even a socket.
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            return new Attempt(socket, null);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            return new Attempt(null, exception);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    /// <summary>How the attempt at one address ended.</summary>
    private readonly record struct Attempt(Socket? Connected, SocketException? Error)
    {
        public Socket Socket()
        {
            if (Error is not null)
            {
                throw new SocketException((int)Error.SocketErrorCode);
            }

            return Connected!;
        }
    }
}
