using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>The published examples: AWS's Signature Version 4 test suite (2015-08-30) and those of the S3 API reference (2013-05-24).</summary>
public sealed class AwsSigV4VectorTests
{
    private const string SuiteSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string S3Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string SessionToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    private static readonly DateTimeOffset SuiteTime = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset S3Time = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string, string, string> Suite() => new()
    {
        // name, method, target as the suite writes it, headers but Host and X-Amz-Date, signature
        { "get-vanilla", "GET", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-vanilla-empty-query-key", "GET", "/?Param1=value1", "", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
        { "get-vanilla-query", "GET", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-vanilla-query-order-key", "GET", "/?Param1=value2&Param1=Value1", "", "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1" },
        { "get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
        { "get-vanilla-query-order-value", "GET", "/?Param1=value2&Param1=value1", "", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694" },
        { "get-vanilla-query-unreserved", "GET", $"/?{Unreserved}={Unreserved}", "", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
        { "get-vanilla-utf8-query", "GET", "/?\u1234=bar", "", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
        { "get-unreserved", "GET", $"/{Unreserved}", "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
        { "get-utf8", "GET", "/\u1234", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" },
        { "get-header-key-duplicate", "GET", "/", "My-Header1:value2\nMy-Header1:value2\nMy-Header1:value1", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea" },
        { "get-header-value-order", "GET", "/", "My-Header1:value4\nMy-Header1:value1\nMy-Header1:value3\nMy-Header1:value2", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01" },
        { "get-header-value-trim", "GET", "/", "My-Header1: value1\nMy-Header2: \"a   b   c\"", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
        { "post-vanilla", "POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
        { "post-vanilla-query", "POST", "/?Param1=value1", "", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
        { "post-header-key-sort", "POST", "/", "My-Header1:value1", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
        { "post-header-value-case", "POST", "/", "My-Header1:VALUE1", "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d" },
        { "post-x-www-form-urlencoded", "POST", "/", "Content-Type:application/x-www-form-urlencoded\n\nParam1=value1", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a" },
        { "post-x-www-form-urlencoded-parameters", "POST", "/", "Content-Type:application/x-www-form-urlencoded; charset=utf8\n\nParam1=value1", "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe" },
        { "post-sts-header-before", "POST", "/", $"X-Amz-Security-Token:{SessionToken}", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead" },

        // The token is added after signing there: the signature is that of a request without it.
        { "post-sts-header-after", "POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
        { "get-relative", "GET", "/example/..", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-relative-relative", "GET", "/example1/example2/../..", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-slash", "GET", "//", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-slash-dot-slash", "GET", "/./", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-slash-pointless-dot", "GET", "/./example", "", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5" },
        { "get-slashes", "GET", "//example//", "", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84" },
        { "get-space", "GET", "/example space/", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741" },
    };

    [Theory]
    [MemberData(nameof(Suite))]
    public void The_test_suite_is_signed_as_published(string name, string method, string target, string headers, string signature)
    {
        var parts = headers.Split("\n\n");
        var lines = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => KeyValuePair.Create(line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..]));
        var url = target.Split('?');
        var scope = new AwsScope(SuiteTime, "us-east-1", "service");
        var request = AwsCanonicalRequest.Of(
            method,
            AwsEncoding.NormalizedPath(url[0]),
            AwsEncoding.Query(url.ElementAtOrDefault(1) ?? string.Empty),
            [new("X-Amz-Date", scope.Timestamp), new("Host", "example.amazonaws.com"), .. lines],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ElementAtOrDefault(1) ?? string.Empty))));
        Assert.True(signature == AwsSignature.Of(request, scope, new AwsSigningKeys().Find(SuiteSecret, scope)), $"{name}:\n{request.Text}");
    }

    [Theory]
    [InlineData("GET", "/test.txt", "", "Range:bytes=0-9", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("PUT", "/test$file.text", "", "Date:Fri, 24 May 2013 00:00:00 GMT\nx-amz-storage-class:REDUCED_REDUNDANCY", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    [InlineData("GET", "/", "lifecycle", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/", "max-keys=2&prefix=J", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void The_examples_of_s3_are_signed_as_published(string method, string path, string query, string headers, string payloadHash, string signature)
    {
        var lines = headers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => KeyValuePair.Create(line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..]));
        var scope = new AwsScope(S3Time, "us-east-1", "s3");
        var request = AwsCanonicalRequest.Of(
            method,
            AwsEncoding.PlainPath(path),
            AwsEncoding.Query(query),
            [new("Host", "examplebucket.s3.amazonaws.com"), new("X-Amz-Date", scope.Timestamp), new("X-Amz-Content-Sha256", payloadHash), .. lines],
            payloadHash);
        Assert.Equal(signature, AwsSignature.Of(request, scope, new AwsSigningKeys().Find(S3Secret, scope)));
    }

    [Theory]
    [InlineData("""  "url": "https://example.amazonaws.com" """, "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("""  "url": "https://example.amazonaws.com", "query": { "Param2": "value2", "Param1": "value1" } """, "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("""  "url": "https://example.amazonaws.com", "query": { "\u1234": "bar" } """, "host;x-amz-date", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04")]
    [InlineData("""  "url": "https://example.amazonaws.com//example//" """, "host;x-amz-date", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84")]
    [InlineData("""  "url": "https://example.amazonaws.com/example1/example2/../.." """, "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("""  "url": "https://example.amazonaws.com", "headers": { "My-Header1": " value1", "My-Header2": " \"a   b   c\"" } """, "host;my-header1;my-header2;x-amz-date", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")]
    [InlineData("""  "method": "POST", "url": "https://example.amazonaws.com", "body": { "type": "urlEncoded", "fields": { "Param1": "value1" } } """, "content-type;host;x-amz-date", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    public async Task Steps_that_make_the_requests_of_the_suite_are_signed_as_published(string step, string signedHeaders, string signature)
    {
        var sent = await SendAsync(step, SuiteTime, $$"""{ "type": "awsSigV4", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "{{SuiteSecret}}", "region": "us-east-1", "service": "service" }""");
        Assert.Equal($"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={signedHeaders}, Signature={signature}", sent["Authorization"]);
        Assert.Equal("20150830T123600Z", sent["X-Amz-Date"]);
        Assert.False(sent.ContainsKey("X-Amz-Content-Sha256"));
    }

    [Fact]
    public async Task A_step_with_a_session_token_is_signed_as_published()
    {
        var sent = await SendAsync(
            """ "method": "POST", "url": "https://example.amazonaws.com" """,
            SuiteTime,
            $$"""{ "type": "awsSigV4", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "{{SuiteSecret}}", "sessionToken": "{{SessionToken}}", "region": "us-east-1", "service": "service" }""");
        Assert.EndsWith("SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead", sent["Authorization"], StringComparison.Ordinal);
        Assert.Equal(SessionToken, sent["X-Amz-Security-Token"]);
    }

    [Theory]
    [InlineData("""  "url": "https://examplebucket.s3.amazonaws.com/test.txt", "headers": { "Range": "bytes=0-9" } """, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("""  "url": "https://examplebucket.s3.amazonaws.com/?lifecycle" """, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("""  "url": "https://examplebucket.s3.amazonaws.com", "query": { "prefix": "J", "max-keys": "2" } """, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public async Task Steps_that_make_the_requests_of_s3_are_signed_as_published(string step, string signature)
    {
        var sent = await SendAsync(step, S3Time, $$"""{ "type": "awsSigV4", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "{{S3Secret}}", "region": "us-east-1", "service": "s3" }""");
        Assert.EndsWith($"Signature={signature}", sent["Authorization"], StringComparison.Ordinal);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", sent["X-Amz-Content-Sha256"]);
    }

    private static async Task<Dictionary<string, string>> SendAsync(string step, DateTimeOffset time, string authentication)
    {
        var transport = new Recorder();
        await using var host = StepHost.Create(build: builder => builder.HttpClient.ConfigurePrimaryHttpMessageHandler(() => transport), clock: new FakeTimeProvider(time));
        (await host.RunAsync($$"""{ {{step}}, "authentication": {{authentication}} }""")).Succeeds();
        return transport.Headers;
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public Dictionary<string, string> Headers { get; private set; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Headers = request.Headers.NonValidated.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
