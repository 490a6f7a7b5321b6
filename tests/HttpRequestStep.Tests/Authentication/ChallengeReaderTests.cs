namespace HttpRequestSteps.Tests;

public sealed class ChallengeReaderTests
{
    private static string Read(string header) => string.Join(" | ", new ChallengeReader(header).ReadChallenges()
        .Select(challenge => string.Join(' ', challenge.Parameters.Select(parameter => $"{parameter.Key}=[{parameter.Value}]").Prepend(challenge.Scheme))));

    [Theory]
    [InlineData("", "")]
    [InlineData(" , ,", "")]
    [InlineData("Basic", "Basic")]
    [InlineData("Basic realm=\"a\"", "Basic realm=[a]")]
    [InlineData("basic REALM = a , charset=UTF-8", "basic REALM=[a] charset=[UTF-8]")]
    [InlineData("Digest realm=\"a, b=\\\"c\\\"\", nonce=\"\\\\\"", "Digest realm=[a, b=\"c\"] nonce=[\\]")]
    [InlineData("Digest realm=\"\", nonce=abc/+==, qop=\"auth,auth-int\"", "Digest realm=[] nonce=[abc/+==] qop=[auth,auth-int]")]
    [InlineData("Negotiate, NTLM, Digest realm=x", "Negotiate | NTLM | Digest realm=[x]")]
    [InlineData("Negotiate abc==, Digest realm=x", "Negotiate | Digest realm=[x]")]
    [InlineData("Negotiate abc , Digest realm=x", "Negotiate | Digest realm=[x]")]
    [InlineData("Newauth realm=\"apps\", type=1,\ttitle=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"", "Newauth realm=[apps] type=[1] title=[Login to \"apps\"] | Basic realm=[simple]")]
    [InlineData("Digest realm=a, realm=b", "Digest realm=[a]")]
    [InlineData("Digest realm=\"a\" nonce=\"b\"", "Digest realm=[a] nonce=[b]")]
    [InlineData("Digest realm=\"a\", =x, \"y, z\", Basic realm=b", "Digest realm=[a] | Basic realm=[b]")]
    public void It_reads_what_servers_write(string header, string read) => Assert.Equal(read, Read(header));

    [Theory]
    [InlineData("Digest realm=\"a")]
    [InlineData("Digest realm=\"a\\")]
    [InlineData("Digest realm=")]
    [InlineData("Digest =")]
    [InlineData("\"")]
    [InlineData("(((),;")]
    public void What_is_broken_has_no_parameters(string header) => Assert.DoesNotContain("[", Read(header), StringComparison.Ordinal);
}
