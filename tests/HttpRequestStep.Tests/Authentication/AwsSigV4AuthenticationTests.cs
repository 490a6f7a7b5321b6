using System.Security.Cryptography;

namespace HttpRequestSteps.Tests;

public sealed class AwsSigV4AuthenticationTests
{
    private const string Secret = "s3cr3t+access/key";

    private static string Credentials(string service, string more = "") =>
        $$"""{ "type": "awsSigV4", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "{{Secret}}", "region": "eu-central-1", "service": "{{service}}"{{more}} }""";

    private static string Step(string service, string more = "", string path = "/") => $$"""{ "url": "http://server{{path}}", "authentication": {{Credentials(service)}}{{more}} }""";

    [Theory]
    // As it is, in one way of writing.
    [InlineData("/", "/")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("//a/./b/../c//", "//a/./b/../c//")]
    [InlineData("/a%20b/c%2Fd", "/a%20b/c%2Fd")]
    [InlineData("/a%c3%a4%7e(1)+$", "/a%C3%A4~%281%29%2B%24")]
    [InlineData("/100%/%zz", "/100%25/%25zz")]
    public void The_path_of_s3_is_encoded_once(string path, string canonical) => Assert.Equal(canonical, AwsEncoding.PlainPath(path));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a%20b", "/a%2520b")]
    [InlineData("/a//b/./c/../d", "/a/b/d")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/../../a", "/a")]
    [InlineData("/..", "/")]
    [InlineData("/idx-*/_search", "/idx-%2A/_search")]
    public void Every_other_path_is_normalized_and_encoded_on_top(string path, string canonical) => Assert.Equal(canonical, AwsEncoding.NormalizedPath(path));

    [Theory]
    [InlineData("", "")]
    [InlineData("acl", "acl=")]
    [InlineData("b=2&a=1&a=0&A=3&&", "A=3&a=0&a=1&b=2")]
    [InlineData("a=b=c", "a=b%3Dc")]
    [InlineData("a=x+y%20z%2b&%61=%2f", "a=%2F&a=x%20y%20z%2B")]
    [InlineData("a-b=1&a=2", "a=2&a-b=1")]
    public void A_query_is_decoded_encoded_and_sorted(string query, string canonical) => Assert.Equal(canonical, AwsEncoding.Query(query));

    [Fact]
    public async Task What_may_change_on_the_way_is_not_signed()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        var more = """
            , "method": "POST", "body": { "type": "raw", "content": "x", "contentType": "text/plain" },
            "headers": { "Accept": "a/b", "User-Agent": "me", "X-Forwarded-For": "1.2.3.4", "traceparent": "t", "Via": "v", "X-Amz-Target": "T", "X-Own": ["1", "2"], "Authorization": "mine" }
            """;
        (await host.RunAsync(Step("dynamodb", more).At(server))).Succeeds();
        Assert.Equal(["content-type", "host", "x-amz-date", "x-amz-target", "x-own"], SigV4Verifier.SignedHeaders(server.Last));
        Assert.True(SigV4Verifier.IsSigned(server.Last, Secret), server.Last.Header("Authorization"));
    }

    [Theory]
    [InlineData("""{ "type": "json", "value": { "a": "{{ v }}" } }""")]
    [InlineData("""{ "type": "json", "value": [1], "compress": "gzip" }""")]
    [InlineData("""{ "type": "urlEncoded", "fields": { "a": "b c" } }""")]
    [InlineData("""{ "type": "formData", "fields": [ { "type": "file", "name": "f", "file": "{{ files.f }}" } ] }""")]
    [InlineData("""{ "type": "file", "file": "{{ files.f }}" }""")]
    public async Task Every_body_is_signed_byte_for_byte(string body)
    {
        var input = new StepInput { ["v"] = "\u00fc" };
        input.Files["f"] = StepFile.FromBytes("f.bin", new byte[] { 1, 2, 3 });
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        foreach (var service in new[] { "s3", "execute-api" })
        {
            (await host.RunAsync(Step(service, $$""", "method": "PUT", "body": {{body}}""").At(server), input)).Succeeds();
            Assert.True(SigV4Verifier.IsSigned(server.Last, Secret), server.Last.ToString());
            Assert.Equal(service == "s3" ? Convert.ToHexStringLower(SHA256.HashData(server.Last.Body)) : null, server.Last.Header("X-Amz-Content-Sha256"));
        }
    }

    [Fact]
    public async Task A_body_that_s3_is_to_take_unsigned_is_not_read_before()
    {
        var opened = 0;
        var input = new StepInput();
        input.Files["f"] = new StepFile("f.bin", _ => ValueTask.FromResult<Stream>(new MemoryStream(new byte[++opened])), null);
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync(Step("s3", """, "method": "PUT", "headers": { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }, "body": { "type": "file", "file": "{{ files.f }}" }""").At(server), input)).Succeeds();
        Assert.Equal(("UNSIGNED-PAYLOAD", 1), (server.Last.Header("X-Amz-Content-Sha256"), opened));
        Assert.Contains("x-amz-content-sha256", SigV4Verifier.SignedHeaders(server.Last));
    }

    [Fact]
    public async Task Each_attempt_and_each_hop_is_signed_with_the_time_it_has()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.PlayAsync(TestServer.Status(503), TestServer.Status(307, ("Location", "/next?x=1")), TestServer.Ok);
        await using var host = StepHost.Create(clock: clock);
        var run = host.RunAsync(Step("execute-api", """, "method": "POST", "body": { "type": "raw", "content": "x" }, "retry": { "intervals": ["90s"] }, "followRedirects": true""").At(server));
        await clock.PassAsync(TimeSpan.FromSeconds(90));
        (await run).Succeeds();
        Assert.Equal(["20260310T120000Z", "20260310T120130Z", "20260310T120130Z"], server.Seen.Select(seen => seen.Header("X-Amz-Date")));
        Assert.All(server.Seen, seen => Assert.True(SigV4Verifier.IsSigned(seen, Secret), seen.ToString()));
        Assert.Equal(3, server.Seen.Select(seen => seen.Header("Authorization")).Distinct().Count());
    }

    [Fact]
    public void A_signing_key_is_kept_for_its_day_region_service_and_secret_and_their_number_is_bounded()
    {
        var keys = new AwsSigningKeys();
        var key = keys.Find("a", Scope(0));
        Assert.Same(key, keys.Find("a", Scope(0)));
        Assert.NotEqual(key, keys.Find("b", Scope(0)));
        Assert.NotEqual(key, keys.Find("a", Scope(1)));
        Assert.NotEqual(key, keys.Find("a", Scope(0, "other")));
        Assert.NotEqual(key, keys.Find("a", Scope(0, service: "other")));
        for (var i = 0; i < 2000; i++)
        {
            keys.Find("a", Scope(i));
        }

        Assert.Equal(1000, keys.Count);

        static AwsScope Scope(int day, string region = "r", string service = "s") => new(ManualClock.Noon.AddDays(day), region, service);
    }

    [Theory]
    [InlineData("accessKeyId", "", "access key id is empty")]
    [InlineData("accessKeyId", "a/b", "access key id holds a character")]
    [InlineData("accessKeyId", "a, SignedHeaders=x", "access key id holds a character")]
    [InlineData("accessKeyId", "a\r\nX: y", "access key id holds a line break")]
    [InlineData("accessKeyId", "\u00fc", "outside ASCII")]
    [InlineData("secretAccessKey", "", "secret access key is empty")]
    [InlineData("secretAccessKey", "s\n", "secret access key holds a line break")]
    [InlineData("sessionToken", "", "session token is empty")]
    [InlineData("sessionToken", "t\u0000", "session token holds a control character")]
    [InlineData("region", "", "region must not be empty")]
    [InlineData("region", "a/b", "region must not be empty and holds letters")]
    [InlineData("service", "", "service must not be empty")]
    [InlineData("service", "s3\n", "service must not be empty and holds letters")]
    public async Task Bad_credentials_fail_closed(string field, string value, string message)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        var fields = new Dictionary<string, string> { ["type"] = "awsSigV4", ["accessKeyId"] = "AKID", ["secretAccessKey"] = "s", ["sessionToken"] = "t", ["region"] = "r", ["service"] = "s", [field] = "{{ v }}" };
        var step = $$"""{ "url": "http://server/", "authentication": {{System.Text.Json.JsonSerializer.Serialize(fields)}} }""";
        (await host.RunAsync(step.At(server), new StepInput { ["v"] = value })).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, message);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public void What_validation_can_see_is_an_error()
    {
        var errors = new StepReader().Read("""{ "url": "http://a/", "authentication": { "type": "awsSigV4", "accessKeyId": "a", "secretAccessKey": "s", "region": "", "service": "a b" } }""").Errors;
        Assert.Equal(["$.authentication.region", "$.authentication.service"], errors.Select(error => error.Path));
    }

    [Fact]
    public async Task A_preview_masks_the_credentials_and_shows_the_rest()
    {
        await using var host = StepHost.Create(clock: new ManualClock());
        var preview = await host.RenderAsync($$"""{ "url": "https://bucket.s3.eu-central-1.amazonaws.com/key", "authentication": {{Credentials("s3", """, "sessionToken": "temporary-token" """)}} }""");
        var headers = preview.Headers.ToDictionary(header => header.Key, header => header.Value);
        Assert.Equal(("***", "***"), (headers["Authorization"], headers["X-Amz-Security-Token"]));
        Assert.Equal(("20260310T120000Z", "https://bucket.s3.eu-central-1.amazonaws.com/key"), (headers["X-Amz-Date"], preview.Url));
        Assert.StartsWith("e3b0c442", headers["X-Amz-Content-Sha256"], StringComparison.Ordinal);
    }
}
