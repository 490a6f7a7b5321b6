using System.Globalization;

namespace HttpRequestSteps.Tests;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("120", 120)]
    [InlineData("00120", 120)]
    [InlineData("  120\t", 120)]
    [InlineData("86400", 86400)]
    [InlineData("Tue, 10 Mar 2026 12:00:30 GMT", 30)]
    [InlineData("Tue, 10 Mar 2026 13:00:00 GMT", 3600)]
    [InlineData("Wed, 11 Mar 2026 12:00:00 GMT", 86400)]
    [InlineData("Tuesday, 10-Mar-26 12:00:30 GMT", 30)]
    [InlineData("Tue Mar 10 12:00:30 2026", 30)]
    [InlineData("Thu Apr  9 12:00:00 2026", 30 * 86400)]
    [InlineData("Tue, 10 Mar 2026 12:00:00 GMT", 0)]
    [InlineData("Tue, 10 Mar 2026 11:59:59 GMT", 0)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 0)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 0)]
    [InlineData("Sun Nov  6 08:49:37 1994", 0)]
    // Within 50 years the two digits lie ahead, beyond they lie behind.
    [InlineData("Monday, 10-Mar-75 12:00:00 GMT", 1_546_300_800)]
    [InlineData("Wednesday, 10-Mar-77 12:00:00 GMT", 0)]
    public void Reads_seconds_and_every_http_date(string value, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now, null));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-1")]
    [InlineData("+5")]
    [InlineData("1.5")]
    [InlineData("1,5")]
    [InlineData("120, 60")]
    [InlineData("1 2")]
    [InlineData("5s")]
    [InlineData("0x10")]
    [InlineData("1e3")]
    [InlineData("١٢")]
    [InlineData("soon")]
    [InlineData("2026-03-10T12:00:30Z")]
    [InlineData("Tue, 10 Mar 2026 12:00:30 UTC")]
    [InlineData("Tue, 10 Mar 2026 12:00:30 +0000")]
    [InlineData("Tue, 10 Mar 2026 12:00:30")]
    [InlineData("Tue, 32 Mar 2026 12:00:30 GMT")]
    [InlineData("Tue, 10 Foo 2026 12:00:30 GMT")]
    [InlineData("Xyz, 10 Mar 2026 12:00:30 GMT")]
    [InlineData("10 Mar 2026 12:00:30 GMT")]
    [InlineData("Tue, 10 Mar 2026 25:00:00 GMT")]
    [InlineData("Tuesday, 10 Mar 2026 12:00:30 GMT")]
    [InlineData("Tue, 10-Mar-26 12:00:30 GMT")]
    [InlineData("Tue Mar 10 12:00:30 2026 GMT")]
    [InlineData("Tue Mar 1 12:00:30 2026")]
    [InlineData("Tue, 10 Mar 2026 12:00:30 GMT, 5")]
    [InlineData(",")]
    public void Anything_else_is_no_answer(string value) => Assert.Null(RetryAfter.Parse(value, Now, null));

    [Theory]
    [InlineData("3153600000")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void Huge_values_saturate_and_can_still_be_added_to_a_date(string value)
    {
        var wait = RetryAfter.Parse(value, Now, null);
        Assert.Equal(RetryAfter.Longest, wait);
        Assert.True(Now + wait > Now);
    }

    [Theory]
    [InlineData("Tue, 10 Mar 2026 12:00:30 GMT", "2026-03-10T11:59:30Z", 60)] // their clock is behind ours
    [InlineData("Tue, 10 Mar 2026 12:00:30 GMT", "2026-03-10T12:00:20Z", 10)] // their clock is ahead
    [InlineData("Tue, 10 Mar 2026 12:00:30 GMT", "2026-03-10T14:00:00Z", 0)]
    [InlineData("Tue, 10 Mar 2026 10:00:30 GMT", "2026-03-10T10:00:00Z", 30)] // past for us, not for them
    [InlineData("45", "2026-03-10T10:00:00Z", 45)]
    public void A_date_is_measured_against_the_clock_that_wrote_it(string value, string date, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now, DateTimeOffset.Parse(date, CultureInfo.InvariantCulture)));

    [Fact]
    public void Only_a_single_header_counts()
    {
        Assert.Null(RetryAfter.Parse(Array.Empty<string>(), Now, null));
        Assert.Null(RetryAfter.Parse(["5", "6"], Now, null));
        Assert.Equal(TimeSpan.FromSeconds(5), RetryAfter.Parse(["5"], Now, null));
    }
}
