using System.Net;

namespace HttpRequestSteps.Tests;

public sealed class AddressRaceTests
{
    [Theory]
    [InlineData("1.1.1.1 1.1.1.2 1.1.1.3 2606:4700::1 2606:4700::2", "1.1.1.1 2606:4700::1 1.1.1.2 2606:4700::2 1.1.1.3")]
    [InlineData("2606:4700::1 2606:4700::2 1.1.1.1", "2606:4700::1 1.1.1.1 2606:4700::2")]
    [InlineData("2606:4700::1", "2606:4700::1")]
    [InlineData("1.1.1.1 1.1.1.2", "1.1.1.1 1.1.1.2")]
    public void The_families_take_turns(string resolved, string tried) =>
        Assert.Equal(tried, string.Join(' ', AddressRace.Ordered([.. resolved.Split(' ').Select(IPAddress.Parse)])));
}
