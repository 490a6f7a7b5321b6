using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("1h", 3600)]
    [InlineData("2", 2)]
    [InlineData("0", 0)]
    public void Reads(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("25h")]
    [InlineData("1d")]
    [InlineData("NaN")]
    public void Refuses(string text) => Assert.False(DurationText.TryParse(text, out _));
}
