namespace HttpRequestSteps.Tests;

public sealed class StructuredFieldTests
{
    [Theory]
    [InlineData("""sig1=("@method" "@query-param";name="a\"b\\");created=1;keyid="k" """, """("@method" "@query-param";name="a\"b\\");created=1;keyid="k" """)]
    [InlineData("""a=(  "x"   "y" );p""", """("x" "y");p""")]
    [InlineData("a=()", "()")]
    [InlineData("a=:AQID:", ":AQID:")]
    [InlineData("a=::", "::")]
    [InlineData("a", "?1")]
    [InlineData("a;b=?0; c", "?1;b=?0;c")]
    [InlineData("*a-b.c_d=-42;t=tok/en:*", "-42;t=tok/en:*")]
    [InlineData("  a=999999999999999  ", "999999999999999")]
    public void What_is_read_is_written_in_its_canonical_form(string text, string expected)
    {
        Assert.True(StructuredFieldReader.TryDictionary(text, out var members));
        Assert.Equal(expected.Trim(), StructuredFieldWriter.Item(Assert.Single(members).Value));
    }

    [Fact]
    public void A_dictionary_keeps_its_order()
    {
        Assert.True(StructuredFieldReader.TryDictionary("b=1,\ta=2 , c", out var members));
        Assert.Equal(["b", "a", "c"], members.Select(static member => member.Key));
        Assert.True(StructuredFieldReader.TryDictionary("", out members));
        Assert.Empty(members);
    }

    [Theory]
    [InlineData("a=1,a=2")]
    [InlineData("a=1;b=1;b=2")]
    [InlineData("a=1,")]
    [InlineData("a=1,,b=2")]
    [InlineData("a=1 b=2")]
    [InlineData("A=1")]
    [InlineData("1a=1")]
    [InlineData("a=")]
    [InlineData("a=1;")]
    [InlineData("a=\"x")]
    [InlineData("a=\"x\\\"")]
    [InlineData("a=\"\\x\"")]
    [InlineData("a=\"\u00e9\"")]
    [InlineData("a=\"\t\"")]
    [InlineData("a=:AQI:")]
    [InlineData("a=:AQJ=:")]
    [InlineData("a=:AQ ID:")]
    [InlineData("a=:AQID")]
    [InlineData("a=(\"x\"")]
    [InlineData("a=(\"x\"\"y\")")]
    [InlineData("a=(\"x\",\"y\")")]
    [InlineData("a=1.5")]
    [InlineData("a=-")]
    [InlineData("a=1234567890123456")]
    [InlineData("a=?2")]
    [InlineData("a=@1")]
    [InlineData("=1")]
    [InlineData(",")]
    public void What_is_malformed_or_ambiguous_is_refused(string text) => Assert.False(StructuredFieldReader.TryDictionary(text, out _));

    [Theory]
    [InlineData("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", true)]
    [InlineData(Rfc9421.ContentDigest, true)]
    [InlineData("md5=:AQID:, sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", true)]
    [InlineData("md5=:AQID:", false)]
    [InlineData("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, sha-512=:AQID:", false)]
    [InlineData("sha-256=1", false)]
    [InlineData("sha-256", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_content_digest_fits_if_all_that_is_known_of_it_does(string? header, bool fits)
    {
        Assert.Equal(fits, ContentDigest.Matches(header, System.Text.Encoding.UTF8.GetBytes(Rfc9421.Body)));
        Assert.False(ContentDigest.Matches(header, "other"u8));
    }
}
