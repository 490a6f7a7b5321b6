using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>What large bodies cost. Alone, since the whole process is measured.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const long Size = 100_000_000;
    private const long Megabyte = 1_000_000;

    [Fact]
    public async Task A_large_binary_allocates_no_more_than_itself_and_a_megabyte()
    {
        var allocated = await MeasureAsync("""{ "url": "https://example.com", "response": { "type": "binary", "maxSize": "100MB" } }""", new LargeAnswer(Size));

        Assert.InRange(allocated, Size, Size + Megabyte);
    }

    [Fact]
    public async Task A_large_file_is_received_in_less_than_a_megabyte()
    {
        var allocated = await MeasureAsync("""{ "url": "https://example.com", "response": { "type": "file" } }""", new LargeAnswer(Size));

        Assert.InRange(allocated, 0, Megabyte);
    }

    [Fact]
    public async Task A_large_file_is_sent_in_less_than_a_megabyte()
    {
        var allocated = await MeasureAsync("""{ "method": "PUT", "url": "https://example.com", "body": { "type": "file", "file": "{{ files.large }}" } }""", new LargeAnswer(1));

        Assert.InRange(allocated, 0, Megabyte);
    }

    [Fact]
    public async Task A_large_file_is_signed_and_sent_in_less_than_a_megabyte()
    {
        const string credentials = """{ "type": "awsSigV4", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "s", "region": "eu-central-1", "service": "s3" }""";
        var allocated = await MeasureAsync($$$"""{ "method": "PUT", "url": "https://example.com", "authentication": {{{credentials}}}, "body": { "type": "file", "file": "{{ files.large }}" } }""", new LargeAnswer(1));

        Assert.InRange(allocated, 0, Megabyte);
    }

    private static async Task<long> MeasureAsync(string definition, LargeAnswer answer)
    {
        var folder = Directory.CreateTempSubdirectory();
        await using var harness = StepHost.Create(build: builder => builder.AddFileStore(folder.FullName).HttpClient.ConfigurePrimaryHttpMessageHandler(() => answer));
        var step = harness.Reader.Parse(definition);
        var input = new StepInput();
        input.Files["large"] = new StepFile("large.bin", _ => new(new Zeros(answer.Sent)), answer.Sent);

        // The first run compiles; the second is measured.
        answer.IsSmall = true;
        Assert.True((await harness.Executor.ExecuteAsync(step, input)).Succeeded);
        answer.IsSmall = false;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var result = await harness.Executor.ExecuteAsync(step, input);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(result.Succeeded, result.Failure?.Message);
        folder.Delete(recursive: true);
        return allocated;
    }

    /// <summary>A server that takes what comes and answers with zeros.</summary>
    private sealed class LargeAnswer(long length) : HttpMessageHandler
    {
        public bool IsSmall { get; set; }

        public long Sent => IsSmall ? 1 : Size;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is not null)
            {
                await request.Content.CopyToAsync(Stream.Null, cancellationToken);
            }

            return new HttpResponseMessage { Content = new StreamContent(new Zeros(IsSmall ? 1 : length)) };
        }
    }

    /// <summary>A stream of zeros that costs nothing.</summary>

    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
