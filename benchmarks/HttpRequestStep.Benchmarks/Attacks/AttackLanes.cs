using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Benchmarks.Attacks;

/// <summary>What a hostile server makes of the memory of a process: each attack in a process of its own, after a harmless answer has warmed it up.</summary>
internal static class AttackLanes
{
    public const string Name = "attack-lanes";

    private const string Json = """{ "url": "http://server/", "response": { "type": "json", "maxSize": "10MB" } }""";
    private const string Text = """{ "url": "http://server/", "response": { "type": "text", "maxSize": "10MB" } }""";
    private const string Binary = """{ "url": "http://server/", "response": { "type": "binary", "maxSize": "10MB" } }""";

    private static readonly Lane[] All =
    [
        new("gzip bomb, text", Text, static () => Attack.Bomb("gzip", 1)),
        new("gzip bomb, json", Json, static () => Attack.Bomb("gzip", 1)),
        new("gzip bomb, binary", Binary, static () => Attack.Bomb("gzip", 1)),
        new("gzip in gzip", Text, static () => Attack.Bomb("gzip, gzip", 2)),
        new("brotli bomb", Text, static () => Attack.Bomb("br", 1)),
        new("body without end", Text, static () => Attack.Endless("Content-Type: text/plain\r\n\r\n", new string('x', 1000))),
        new("events without end", Text, static () => Attack.Endless("Content-Type: text/event-stream\r\n\r\n", "data: {}\n\n")),
        new("JSON without end", Json, static () => Attack.Endless("Content-Type: application/json\r\n\r\n[", "[[],{}],")),
        new("a header without end", Text, static () => Attack.Endless("X: ", new string('x', 1000))),
        new("headers without end", Text, static () => Attack.Endless(string.Empty, "X-A: b\r\n")),
        new("cookies without end", Text, static () => Attack.Endless(string.Empty, "Set-Cookie: a=b; Path=/\r\n")),
        new("trailers without end", Text, static () => Attack.Endless("Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", "X-A: b\r\n")),
        new("a chunk's line without end", Text, static () => Attack.Endless("Transfer-Encoding: chunked\r\n\r\n1;", new string('x', 1000))),
        new("small chunks without end", Text, static () => Attack.Endless("Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")),
    ];

    public static async Task RunAsync(string[] args)
    {
        if (args is [_, var one])
        {
            await MeasureAsync(All[int.Parse(one, CultureInfo.InvariantCulture)]);
            return;
        }

        Console.WriteLine("| attack, cap 10 MB | outcome | growth at its peak, MB |\n|---|---|---:|");
        for (var i = 0; i < All.Length; i++)
        {
            await ColdProcess.RunAsync(Name, i.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task MeasureAsync(Lane lane)
    {
        var services = new ServiceCollection();
        services.AddHttpRequestSteps(static options =>
        {
            options.Egress.AllowPrivateNetworks = true;

            // A bomb ends at its cap here, which costs the most.
            options.Limits.MaxDecodingRatio = 0;
        });
        await using var provider = services.BuildServiceProvider();
        var executor = provider.GetRequiredService<IHttpRequestStepExecutor>();
        var reader = provider.GetRequiredService<StepReader>();
        for (var i = 0; i < 20; i++)
        {
            await ExecuteAsync(executor, reader, lane.Step, Attack.Harmless);
        }

        var attack = lane.Attack();
        var before = ProcessMemory.ResetPeak();
        var result = await ExecuteAsync(executor, reader, lane.Step, attack);
        var growth = (ProcessMemory.Peak - before) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {lane.Name} | {result.Failure?.Kind.ToString() ?? "none"} | {growth:0} |"));
    }

    private static async Task<StepResult> ExecuteAsync(IHttpRequestStepExecutor executor, StepReader reader, string step, Attack attack)
    {
        using var server = new HostileServer(attack);
        return await executor.ExecuteAsync(reader.Parse(step.Replace("http://server", server.Url, StringComparison.Ordinal)));
    }

    private sealed record Lane(string Name, string Step, Func<Attack> Attack);
}
