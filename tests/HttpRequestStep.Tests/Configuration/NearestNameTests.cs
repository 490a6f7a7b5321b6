namespace HttpRequestSteps.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["type", "url", "method", "headers", "authentication", "properties", "minLength"];

    [Theory]
    [InlineData("tpye", "type")]
    [InlineData("Url", "url")]
    [InlineData("ur", "url")]
    [InlineData("methods", "method")]
    [InlineData("HEADERS", "headers")]
    [InlineData("autentification", "authentication")]
    [InlineData("propertys", "properties")]
    [InlineData("minlenght", "minLength")]
    public void Finds_what_was_meant(string given, string meant) => Assert.Equal(meant, NearestName.Of(given, Known));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("ab")]
    [InlineData("somethingElse")]
    [InlineData("retry")]
    public void Is_silent_when_nothing_is_near(string given) => Assert.Null(NearestName.Of(given, Known));

    [Fact]
    public void The_first_of_equals_wins() => Assert.Equal("abcd", NearestName.Of("abc", ["abcd", "abce"]));

    [Fact]
    public void A_swap_is_one_edit_and_beats_two() => Assert.Equal("abcdef", NearestName.Of("abcdfe", ["abxdyf", "abcdef"]));

    [Fact]
    public void An_endless_name_is_not_measured() => Assert.Null(NearestName.Of(new string('a', 101), [new string('a', 101)]));
}
