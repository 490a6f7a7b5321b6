using System.Text;

namespace HttpRequestSteps.Tests;

public sealed class DecodingRatioTests
{
    private const string Reason = "the host's limit MaxDecodingRatio";

    /// <summary>Valid JSON and text, most of it blanks.</summary>
    private static byte[] Blank(int length) => Encoding.ASCII.GetBytes("[" + new string(' ', length - 2) + "]");

    /// <summary>Text of which so many of every 100 000 characters do not shrink.</summary>
    private static byte[] Mixed(int length, int various)
    {
        var body = Blank(length);
        var random = new Random(11);
        for (var at = 0; at < length; at += 100_000)
        {
            foreach (ref var octet in body.AsSpan(at, various))
            {
                octet = (byte)random.Next(' ', '~');
            }
        }

        return body;
    }

    private static byte[] Encode(string coding, byte[] body) => coding switch
    {
        "gzip" => Compressed.Gzip(body),
        "br" => Compressed.Brotli(body),
        "deflate" => Compressed.Zlib(body),
        "bare deflate" => Compressed.Deflate(body),
        _ => Compressed.Gzip(Compressed.Gzip(body)),
    };

    private static async Task<StepResult> ReadAsync(string coding, byte[] encoded, string type = "text", int? maxRatio = null)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await using var server = await TestServer.StartAsync(TestServer.Body(encoded, "application/json", ("Content-Encoding", coding == "bare deflate" ? "deflate" : coding)));
            await using var host = StepHost.Create(options => options.Limits.MaxDecodingRatio = maxRatio ?? options.Limits.MaxDecodingRatio, builder => builder.AddFileStore(folder.FullName));
            var result = await host.RunAsync($$"""{ "url": "http://server/", "response": { "type": "{{type}}" } }""".At(server));
            Assert.Equal(type == "file" && result.Succeeded ? 1 : 0, folder.GetFiles().Length);
            return result;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("bare deflate")]
    [InlineData("gzip, gzip")]
    public async Task A_bomb_below_the_cap_is_too_large_unless_the_host_lets_it_pass(string coding)
    {
        var bomb = Encode(coding, Blank(5_000_000));
        foreach (var type in new[] { "auto", "json", "text", "binary", "file" })
        {
            var result = await ReadAsync(coding, bomb, type);
            result.Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, Reason);
            Assert.Equal(200, result.StatusCode);
            (await ReadAsync(coding, bomb, type, maxRatio: 0)).Succeeds();
        }
    }

    [Fact]
    public async Task The_beginning_of_a_bomb_is_kept_and_the_message_says_how_large_it_was()
    {
        var result = await ReadAsync("gzip", Compressed.Gzip(Blank(5_000_000)));
        Assert.StartsWith("[   ", result.Body.Text, StringComparison.Ordinal);
        Assert.InRange(result.Body.Text!.Length, 500_000, 1_000_000);
        Assert.Matches(@"^The body of the answer decodes to \d+ times what was sent \(\d+ bytes from \d+\); at most 200 times is the host's limit MaxDecodingRatio\.$", result.Failure!.Message);
    }

    [Theory]
    [InlineData("gzip", 570)]
    [InlineData("deflate", 570)]
    [InlineData("br", 660)]
    public async Task A_body_that_shrinks_well_passes(string coding, int various)
    {
        var body = Mixed(5_000_000, various);
        var encoded = Encode(coding, body);
        Assert.InRange((double)body.Length / encoded.Length, 100, 195);
        Assert.Equal(body.Length, (await ReadAsync(coding, encoded)).Succeeds().Body.Text!.Length);
        (await ReadAsync(coding, encoded, maxRatio: 50)).Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "at most 50 times is " + Reason);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task The_first_megabyte_may_have_any_ratio(string coding)
    {
        (await ReadAsync(coding, Encode(coding, Blank(1_000_000)))).Succeeds();
        (await ReadAsync(coding, Encode(coding, Blank(1_000_001)))).Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, Reason);
    }

    [Fact]
    public async Task What_the_outer_coding_makes_large_counts_even_if_the_inner_one_makes_it_small_again()
    {
        // The name of a file in the head of a member is skipped.
        byte[] member = [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, .. Blank(2_000_000), 0, .. Compressed.Gzip("small"u8.ToArray())[10..]];
        var body = Compressed.Gzip(member);
        (await ReadAsync("gzip, gzip", body)).Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, Reason);
        Assert.Equal("small", (await ReadAsync("gzip, gzip", body, maxRatio: 0)).Succeeds().Body.Text);
    }

    [Fact]
    public async Task The_body_of_an_error_is_bounded_too()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(500, Compressed.Gzip(Blank(5_000_000)), "text/plain", ("Content-Encoding", "gzip")));
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "http://server/" }""".At(server));
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        Assert.InRange(result.Body.Text!.Length, 500_000, 1_000_000);
    }

    [Theory]
    [InlineData(10_000, 2_000_000, true)]
    [InlineData(10_000, 2_000_001, false)]
    [InlineData(1, 1_000_000, true)]
    [InlineData(1, 1_000_001, false)]
    public async Task The_limit_holds_to_the_byte(int sent, int decoded, bool passes)
    {
        foreach (var isAsync in new[] { true, false })
        {
            using var attempt = AttemptClock.Start(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
            using var pace = new BodyPace(attempt, new LimitOptions(), TimeProvider.System);
            using var source = new PacedStream(new MemoryStream(new byte[sent]), pace);
            Assert.Equal(sent, isAsync ? await source.ReadAsync(new byte[sent]) : source.Read(new byte[sent]));
            using var limited = new RatioLimitedStream(new MemoryStream(new byte[decoded]), source, 200);
            var thrown = isAsync ? await Record.ExceptionAsync(() => limited.CopyToAsync(Stream.Null)) : Record.Exception(() => limited.ReadExactly(new byte[decoded]));
            Assert.Equal(passes ? null : FailureKind.TooLarge, (thrown as StepFailureException)?.Kind);
        }
    }
}
