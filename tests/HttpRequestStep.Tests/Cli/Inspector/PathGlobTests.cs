using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

public sealed class PathGlobTests
{
    [Theory]
    [InlineData("/orders/*", "/orders/7", true)]
    [InlineData("/orders/*", "/orders/", false)]
    [InlineData("/orders/*", "/orders/7/lines", false)]
    [InlineData("/*/*/lines", "/orders/7/lines", true)]
    [InlineData("/orders/*.json", "/orders/7.json", true)]
    [InlineData("/orders/*.json", "/orders/7xjson", false)]
    [InlineData("/orders/**", "/orders", true)]
    [InlineData("/orders/**", "/orders/7/lines/1", true)]
    [InlineData("/orders/**", "/ordersx", false)]
    [InlineData("/a/**/z", "/a/b/c/z", true)]
    [InlineData("/**", "/", true)]
    [InlineData("**", "/x\ny", true)]
    [InlineData("/orders", "/orders", true)]
    [InlineData("/orders", "/Orders", false)]
    [InlineData("/orders", "/orders\n", false)]
    public void Matches(string pattern, string path, bool expected) => Assert.Equal(expected, new PathGlob(pattern).Matches(path));
}
