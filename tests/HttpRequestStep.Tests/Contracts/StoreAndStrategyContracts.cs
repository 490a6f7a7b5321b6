using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>What every file store must keep.</summary>
public abstract class FileStoreContract
{
    internal abstract IFileStore Create();

    [Fact]
    public async Task What_it_keeps_it_finds_again_under_its_reference()
    {
        var store = Create();
        var bytes = new byte[200_000];
        new Random(1).NextBytes(bytes);
        var reference = await store.SaveAsync(new ReceivedFile("a.bin", null, null), new MemoryStream(bytes), CancellationToken.None);
        var file = await store.FindAsync(reference, CancellationToken.None);
        for (var i = 0; i < 2; i++)
        {
            await using var stream = await file!.OpenAsync(CancellationToken.None);
            using var read = new MemoryStream();
            await stream.CopyToAsync(read);
            Assert.Equal(bytes, read.ToArray());
        }
    }

    [Fact]
    public async Task Two_files_of_one_name_are_two()
    {
        var store = Create();
        var first = await store.SaveAsync(new ReceivedFile("a", null, null), new MemoryStream([1]), CancellationToken.None);
        var second = await store.SaveAsync(new ReceivedFile("a", null, null), new MemoryStream([2]), CancellationToken.None);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("nothing-of-that-name")]
    public async Task What_it_does_not_keep_it_does_not_find(string reference) => Assert.Null(await Create().FindAsync(reference, CancellationToken.None));

    [Fact]
    public async Task A_body_that_breaks_off_is_not_kept()
    {
        var store = Create();
        await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(new ReceivedFile("a", null, null), new BreakingStream(), CancellationToken.None));
        Assert.Equal(0, Kept);
    }

    /// <summary>How many files the store that was made last keeps.</summary>
    protected abstract int Kept { get; }

    private sealed class BreakingStream : MemoryStream
    {
        public BreakingStream()
            : base(new byte[100])
        {
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 0 ? throw new IOException("broken") : base.ReadAsync(buffer[..10], cancellationToken);

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("broken");
    }
}

public sealed class DirectoryFileStoreContractTests : FileStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steps");

    protected override int Kept => _folder.GetFiles().Length;

    public void Dispose() => _folder.Delete(recursive: true);

    internal override IFileStore Create() => new DirectoryFileStore(_folder.FullName, TimeProvider.System);
}

/// <summary>What every retry and continue strategy must keep.</summary>
public abstract class StrategyContract
{
    internal abstract IEnumerable<Func<AttemptOutcome, bool>> Strategies { get; }

    [Fact]
    public void A_success_is_neither_tried_again_nor_continued_after()
    {
        foreach (var strategy in Strategies)
        {
            Assert.False(strategy(new AttemptOutcome(200, null, DeliveryCertainty.Answered, HttpMethod.Get, 1)));
        }
    }

    [Fact]
    public void The_same_outcome_is_judged_the_same_from_many_threads()
    {
        foreach (var strategy in Strategies)
        {
            foreach (var kind in Enum.GetValues<FailureKind>())
            {
                var outcome = new AttemptOutcome(kind == FailureKind.Status ? 503 : null, kind, DeliveryCertainty.Unknown, HttpMethod.Post, 1);
                Assert.Single(Enumerable.Range(0, 50).AsParallel().Select(_ => strategy(outcome)).Distinct());
            }
        }
    }
}

public sealed class BuiltInStrategyContractTests : StrategyContract
{
    internal override IEnumerable<Func<AttemptOutcome, bool>> Strategies =>
        RetryStrategies.BuiltIn.Select(row => new Func<AttemptOutcome, bool>(outcome => row.Value.ShouldRetry(outcome)))
            .Concat(ContinueStrategies.BuiltIn.Select(row => new Func<AttemptOutcome, bool>(outcome => row.Value.ShouldContinue(outcome))));
}

public sealed class HostStrategyContractTests : StrategyContract
{
    internal override IEnumerable<Func<AttemptOutcome, bool>> Strategies
    {
        get
        {
            var strategy = new ExtensionPointTests.OnTeapot();
            return [outcome => strategy.ShouldRetry(outcome), outcome => strategy.ShouldContinue(outcome)];
        }
    }
}

/// <summary>What every rate limiter must keep.</summary>
public abstract class RateLimiterContract
{
    internal abstract IRateLimiterFactory Factory { get; }

    [Fact]
    public async Task A_permit_within_the_limit_is_granted_at_once()
    {
        await using var limiter = Factory.Create("c", new RateLimit { Requests = 1, Per = RatePeriod.Day });
        using var lease = await limiter.AcquireAsync(1);
        Assert.True(lease.IsAcquired);
    }

    [Fact]
    public async Task A_permit_beyond_the_limit_is_not()
    {
        await using var limiter = Factory.Create("c", new RateLimit { Requests = 1, Per = RatePeriod.Day });
        using var first = await limiter.AcquireAsync(1);
        using var second = limiter.AttemptAcquire(1);
        Assert.False(second.IsAcquired);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        await using var limiter = Factory.Create("c", new RateLimit { Requests = 1, Per = RatePeriod.Day });
        using var first = await limiter.AcquireAsync(1);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.AcquireAsync(1, source.Token));
    }
}

public sealed class LocalRateLimiterContractTests : RateLimiterContract
{
    internal override IRateLimiterFactory Factory => new LocalRateLimiterFactory(new ManualClock());
}

public sealed class HostRateLimiterContractTests : RateLimiterContract
{
    internal override IRateLimiterFactory Factory => new ExtensionPointTests.OnePermit();
}

/// <summary>What every secret resolver must keep.</summary>
public abstract class SecretResolverContract
{
    /// <summary>A resolver that knows the secret <c>a</c> with this value.</summary>
    internal abstract ISecretResolver Create(string value);

    [Fact]
    public async Task It_tells_the_value_it_knows_and_null_for_what_it_does_not()
    {
        var resolver = Create("vault");
        Assert.Equal("vault", await resolver.ResolveAsync("a", CancellationToken.None));
        Assert.Null(await resolver.ResolveAsync("unknown", CancellationToken.None));
    }
}

public sealed class OptionsSecretResolverContractTests : SecretResolverContract
{
    internal override ISecretResolver Create(string value) => new ServiceCollection()
        .AddHttpRequestSteps(options => options.Secrets = new Dictionary<string, string> { ["a"] = value })
        .Services.BuildServiceProvider().GetRequiredService<OptionsSecretResolver>();
}

public sealed class HostSecretResolverContractTests : SecretResolverContract
{
    internal override ISecretResolver Create(string value) => new ExtensionPointTests.Vault();
}
