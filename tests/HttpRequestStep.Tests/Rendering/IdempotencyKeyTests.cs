namespace HttpRequestSteps.Tests;

public sealed class IdempotencyKeyTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Fact]
    public async Task The_default_sends_none()
    {
        Assert.Null((await echo.SendAsync("""{ "method": "POST", "url": "http://server/" }""")).Header("Idempotency-Key"));
        Assert.Null((await echo.SendAsync("""{ "method": "POST", "url": "http://server/", "idempotencyKey": "off" }""")).Header("Idempotency-Key"));
    }

    [Fact]
    public async Task Auto_makes_another_one_for_each_execution()
    {
        const string step = """{ "method": "POST", "url": "http://server/{{ request.idempotency_key }}", "idempotencyKey": "auto" }""";
        var first = await echo.SendAsync(step);
        var second = await echo.SendAsync(step);
        Assert.Equal("/" + first.Header("Idempotency-Key"), first.Target);
        Assert.NotEqual(first.Header("Idempotency-Key"), second.Header("Idempotency-Key"));
    }

    [Fact]
    public async Task A_text_is_rendered() =>
        Assert.Equal("order-7", (await echo.SendAsync("""{ "url": "http://server/", "idempotencyKey": "order-{{ id }}" }""", new StepInput { ["id"] = 7 })).Header("Idempotency-Key"));

    [Theory]
    [InlineData("", "renders to nothing")]
    [InlineData("a\nb", "a line break")]
    public async Task A_text_that_is_no_key_is_refused(string value, string reason) =>
        (await echo.Host.RunAsync("""{ "url": "http://server/", "idempotencyKey": "{{ v }}" }""".At(echo.Server), new StepInput { ["v"] = value }))
            .Fails(FailureKind.Template, DeliveryCertainty.NotSent, reason);

    [Fact]
    public void A_key_beside_a_header_of_that_name_is_a_contradiction() =>
        Assert.Equal("$.idempotencyKey", Assert.Single(new StepReader().Read("""{ "url": "http://a/", "idempotencyKey": "auto", "headers": { "idempotency-key": "x" } }""").Errors).Path);
}
