using System.CommandLine;
using System.Text;
using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task Serves_until_it_is_stopped_and_then_succeeds()
    {
        using var stop = new CancellationTokenSource();
        var (output, error) = (new StringWriter(), new FirstLineWriter());
        var running = RunAsync(["--port", "0"], output, error, stop.Token);
        using var client = new HttpClient { BaseAddress = await AddressAsync(error) };

        await client.GetStringAsync("/hello");
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Contains("GET /hello\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("/sequence/503,503,200?id=x", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_and_quiet_leave_one_line_an_exchange()
    {
        using var stop = new CancellationTokenSource();
        var (output, error) = (new StringWriter(), new FirstLineWriter());
        var running = RunAsync(["--port", "0", "--json", "--quiet"], output, error, stop.Token);
        using var client = new HttpClient { BaseAddress = await AddressAsync(error) };

        await client.GetStringAsync("/1");
        await client.GetStringAsync("/2");
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal(2, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line.StartsWith('{')));
        Assert.DoesNotContain("/sequence", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_others_can_reach_is_warned_of()
    {
        using var stop = new CancellationTokenSource();
        var error = new FirstLineWriter();
        var running = RunAsync(["--port", "0", "--host", "0.0.0.0"], TextWriter.Null, error, stop.Token);
        await AddressAsync(error);
        await stop.CancelAsync();
        await running;

        Assert.Contains("warning: other machines may reach this inspector", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_fails_with_a_hint()
    {
        await using var the = await TheInspector.StartAsync();
        var error = new StringWriter();

        var exitCode = await RunAsync(["--port", $"{the.Server.Address.Port}"], TextWriter.Null, error, CancellationToken.None);

        Assert.Equal(1, exitCode);
        Assert.Contains("is taken. Take another with --port, or any free one with --port 0.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_script_is_told_and_not_served()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{\n  \"routs\": [], \"x\": 1 }");
        var error = new StringWriter();

        var exitCode = await RunAsync(["--script", file], TextWriter.Null, error, CancellationToken.None);

        File.Delete(file);
        Assert.Equal(2, exitCode);
        Assert.Contains($"{file}(2,3): $.routs: unknown property", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{file}(2,16): $.x: unknown property", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"routes\": [ }", "(2,14): $: Not valid JSON: ")]
    [InlineData("", "(1,1): $: There is nothing in it; expected JSON.")]
    [InlineData("{ \"routes\": [],\n \"routes\": [] }", "(2,2): $: \"routes\" is given twice.")]
    public async Task A_script_that_is_no_json_is_told_at_its_place(string script, string message)
    {
        var file = Httpstep.File(script, "answers.json");
        var error = new StringWriter();

        Assert.Equal(2, await RunAsync(["--script", file], TextWriter.Null, error, CancellationToken.None));
        Assert.StartsWith(file + message, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_says_nothing_at_all_when_the_port_is_known()
    {
        using var stop = new CancellationTokenSource();
        var (output, error, port) = (new StringWriter(), new StringWriter(), Steps.FreePort());
        var running = RunAsync(["--port", $"{port}", "--quiet"], output, error, stop.Token);

        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) });
        while (!running.IsCompleted && !await AnswersAsync(client, port))
        {
        }

        await stop.CancelAsync();

        Assert.Equal((0, "", ""), (await running, output.ToString(), error.ToString()));
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_ends_it_but_the_client_is_answered()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var run = await Httpstep.ShellAsync("httpstep serve --port $1 >/dev/full & for i in $(seq 100); do curl --silent --output /dev/null --write-out '%{http_code}' localhost:$1 && break; sleep 0.1; done; wait $!", $"{Steps.FreePort()}");

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith("200", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("httpstep: Standard output cannot be written: No space left on device.\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "65536")]
    [InlineData("--port", "x")]
    [InlineData("--max-body", "-1")]
    public void Wrong_options_are_refused(string option, string value) =>
        Assert.NotEmpty(ServeCommand.Create().Parse([option, value]).Errors);

    private static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        ServeCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, cancellationToken);

    private static async Task<bool> AnswersAsync(HttpClient client, int port)
    {
        try
        {
            return (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<Uri> AddressAsync(FirstLineWriter error) =>
        new((await error.FirstLine).Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)));

    /// <summary>Tells its first line as soon as it is written.</summary>
    private sealed class FirstLineWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _firstLine.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _firstLine.TrySetResult(value ?? "");
        }
    }
}
