using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A name server that says what a test wants it to say; the sockets are real.</summary>
internal sealed class PlayedResolver(Func<int, CancellationToken, Task<IPAddress[]>> answer) : AddressResolver
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Answers with these, always.</summary>
    public static PlayedResolver Of(params IEnumerable<string> addresses) => new((_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));

    /// <summary>Answers each question with the next of these, the first again after the last.</summary>
    public static PlayedResolver Alternating(params string[] addresses) => new((number, _) => Task.FromResult(new[] { IPAddress.Parse(addresses[number % addresses.Length]) }));

    public static PlayedResolver Failing(SocketError error) => new((_, _) => Task.FromException<IPAddress[]>(new SocketException((int)error)));

    public void Register(HttpRequestStepsBuilder builder) => builder.Services.AddSingleton<AddressResolver>(this);

    public override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => answer(Interlocked.Increment(ref _asked) - 1, cancellationToken);
}
