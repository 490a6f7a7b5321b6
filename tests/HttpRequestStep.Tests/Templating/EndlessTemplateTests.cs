using System.Collections;

namespace HttpRequestSteps.Tests;

/// <summary>A template that is cancelled, or takes longer than its step may, ends while it renders.</summary>
public sealed class EndlessTemplateTests
{
    /// <summary>Read once, it does something; what follows would go on for long.</summary>
    public static TheoryData<string> Endless { get; } =
    [
        "{% if v.now %}{% endif %}{% for i in (1..900000) %}{% endfor %}",
        "{% for i in (1..900000) %}{% if i == 500 %}{{ v.now }}{% endif %}{% endfor %}",
        "{% for i in (1..900) %}{% for j in (1..900) %}{% assign x = v.now %}{% endfor %}{% endfor %}",
        "{% if v.now %}{% endif %}{% tablerow i in (1..100000) %}{{ i }}{% endtablerow %}",
        "{% for i in (1..100000) %}{% cycle 'a', v.now %}{% endfor %}",
        "{% for i in (1..100000) %}{% ifchanged %}{{ v.now }}{% endifchanged %}{% endfor %}",
        "{% capture s %}{% for i in (1..100000) %}0123456789{% endfor %}{% endcapture %}{% if v.now %}{% endif %}{% for i in (1..200) %}{% assign t = s | replace: '0', '1' | url_encode %}{% endfor %}",
    ];

    [Theory]
    [MemberData(nameof(Endless))]
    public void A_cancelled_template_ends(string template)
    {
        foreach (var source in BothWays(template))
        {
            using var cancellation = new CancellationTokenSource();
            var text = Compile(source);
            var scope = Scope(Input(cancellation.Cancel), cancellation.Token);
            Assert.Throws<OperationCanceledException>(() => text.Render(scope));
        }
    }

    [Fact]
    public async Task A_cancelled_template_fails_its_step_as_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        await using var host = StepHost.Create();
        var result = await host.RunAsync(Step("{% if v.now %}{% endif %}{% for i in (1..900000) %}{% endfor %}"), Input(cancellation.Cancel), cancellation.Token);
        result.Fails(FailureKind.Cancelled, DeliveryCertainty.NotSent, "cancelled");
    }

    [Fact]
    public async Task Many_templates_share_the_time_of_their_step()
    {
        const string Leaf = "{% for i in (1..5000) %}{% endfor %}";
        foreach (var (leaves, isInTime) in new[] { (2, true), (100, false) })
        {
            await using var host = StepHost.Create(clock: new RunningClock(TimeSpan.FromSeconds(1)));
            var content = System.Text.Json.JsonSerializer.Serialize(Enumerable.Repeat(Leaf, leaves));
            var step = $$"""{ "method": "POST", "url": "http://127.0.0.1:9/", "body": { "type": "json", "value": {{content}} } }""";
            if (isInTime)
            {
                Assert.Equal("[\"\",\"\"]", (await host.RenderAsync(step, new StepInput())).BodyText);
            }
            else
            {
                (await host.RunAsync(step, new StepInput())).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "the template takes longer than the step's limit of 100 s (timeout).");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task A_template_ends_when_its_step_has_no_time_left(string template)
    {
        foreach (var source in BothWays(template))
        {
            foreach (var (more, limit) in new[] { ("", "100 s (timeout)"), (", \"totalTimeout\": \"20s\"", "20 s (totalTimeout)"), (", \"totalTimeout\": \"20m\", \"timeout\": 1.5", "1.5 s (timeout)") })
            {
                await using var host = StepHost.Create(clock: new RunningClock(TimeSpan.FromSeconds(101)));
                (await host.RunAsync(Step(source, more), Input(static () => { })))
                    .Fails(FailureKind.Template, DeliveryCertainty.NotSent, $"In $.body.content: the template takes longer than the step's limit of {limit}.");
            }
        }
    }

    [Fact]
    public async Task A_template_within_its_time_is_rendered()
    {
        await using var host = StepHost.Create(clock: new RunningClock(TimeSpan.FromMilliseconds(1)));
        foreach (var source in BothWays("{% for i in (1..5000) %}{% if i > 4998 %}{{ v.now }}{% endif %}{% endfor %}"))
        {
            var preview = await host.RenderAsync(Step(source), Input(static () => { }));
            Assert.Equal("nownow", preview.BodyText);
        }
    }

    /// <summary>By our nodes, and by Fluid, which alone knows what a loop is as a value.</summary>
    private static string[] BothWays(string template) => [template, "{% for i in (1..1) %}{% assign f = forloop %}{% endfor %}" + template];

    private static CompiledText Compile(string template) =>
        TemplateCompiler.Compile(template, "$.text", static error => Assert.Fail(error)) ?? throw new InvalidOperationException(template);

    private static TemplateScope Scope(StepInput input, CancellationToken cancellation) => new()
    {
        Input = input,
        Cancellation = cancellation,
        Frame = new TemplateFrame { MaxRenderedSize = new LimitOptions().MaxRenderedSize.Bytes, MaxSteps = 10_000_000, Time = TimeProvider.System },
    };

    private static string Step(string template, string more = "") =>
        $$"""{ "method": "POST", "url": "http://127.0.0.1:9/", "body": { "type": "raw", "content": {{System.Text.Json.JsonSerializer.Serialize(template)}} }{{more}} }""";

    private static StepInput Input(Action read) => new() { ["v"] = new Watched(read) };

    /// <summary>A clock that goes on whenever it is asked.</summary>
    private sealed class RunningClock(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _now, step.Ticks);
    }

    /// <summary>A value that does something when it is read.</summary>
    private sealed class Watched(Action read) : IReadOnlyDictionary<string, object?>
    {
        public IEnumerable<string> Keys => ["now"];

        public IEnumerable<object?> Values => ["now"];

        public int Count => 1;

        public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

        public bool ContainsKey(string key) => key == "now";

        public bool TryGetValue(string key, out object? value)
        {
            read();
            value = "now";
            return key == "now";
        }

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(key => KeyValuePair.Create(key, (object?)"now")).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
