using System.Net.Sockets;

namespace HttpRequestSteps.Tests;

/// <summary><c>--input</c>, <c>--set</c>, <c>--file</c>, and what they say of what they cannot read.</summary>
public sealed class InputOptionTests
{
    private readonly string _step = Httpstep.File("""{ "url": "https://example.com/{{ a }}" }""");

    [Theory]
    [InlineData("{\n  \"a\": nope\n}", "(2,9): Not valid JSON: ")]
    [InlineData("{ \"ä\": 1 ] }", "(1,10): Not valid JSON: ")]
    [InlineData(" \n", "(1,1): There is nothing in it; expected JSON.")]
    [InlineData("{ \"a\": 1,\n  \"b\": [ { \"c\": 1, \"c\": 2 } ] }", "(2,20): \"c\" is given twice.")]
    public async Task Errors_of_the_input_carry_file_line_and_column(string input, string error)
    {
        var file = Httpstep.File(input, "input.json");

        var fromFile = await Httpstep.RunAsync("render", _step, "--input", file);
        var fromStandardInput = await Httpstep.RunAsync(["render", _step, "--input", "-"], input);

        Assert.Equal((2, "", 2, ""), (fromFile.ExitCode, fromFile.Output, fromStandardInput.ExitCode, fromStandardInput.Output));
        Assert.StartsWith(file + error, fromFile.Error, StringComparison.Ordinal);
        Assert.StartsWith("-" + error, fromStandardInput.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over_and_a_byte_that_is_no_utf8_is_refused()
    {
        var marked = await Httpstep.RunAsync(["render", _step, "--input", "-"], [.. "\uFEFF"u8, .. """{ "a": "x" }"""u8]);
        var invalid = await Httpstep.RunAsync(["render", _step, "--input", "-"], [.. "{\n \"ä\": \""u8, 0xE4, .. "\" }"u8]);

        Assert.Equal((0, ""), (marked.ExitCode, marked.Error));
        Assert.Equal((2, "", "-(2,8): The byte 0xE4 is not UTF-8; save the file in that encoding.\n"), (invalid.ExitCode, invalid.Output, invalid.Error));
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_told_and_not_thrown()
    {
        var run = await Httpstep.RunAsync(["render", _step, "--input", "-"], """{ "a": "\ud800" }""");

        Assert.Equal((2, "-(1,8): A string holds half of a surrogate pair (\\ud800 to \\udfff), which is no text.\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("a:={\"b\": x}", "--set a(1,7): Not valid JSON: ")]
    [InlineData("a:=", "--set a(1,1): There is nothing in it; expected JSON. ")]
    public async Task Errors_of_a_json_variable_carry_line_and_column_and_name_the_way_to_a_text(string set, string error)
    {
        var run = await Httpstep.RunAsync("render", _step, "--set", set);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("For a text write a=text.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_step_that_is_empty_or_no_utf8_is_told_alike()
    {
        var empty = await Httpstep.RunAsync("run", Httpstep.File(""));
        var invalid = await Httpstep.RunAsync(["validate", "-"], [.. "{ \"url\": \""u8, 0xFF, .. "\" }"u8]);

        Assert.EndsWith("step.json(1,1): $: There is nothing in it; expected JSON.\n", empty.Error, StringComparison.Ordinal);
        Assert.Equal("-(1,11): $: The byte 0xFF is not UTF-8; save the file in that encoding.\n", invalid.Output);
    }

    [Theory]
    [InlineData("run", "FOLDER")]
    [InlineData("validate", "FOLDER")]
    [InlineData("run", "STEP", "--input", "FOLDER")]
    [InlineData("run", "STEP", "--settings", "FOLDER")]
    [InlineData("run", "STEP", "--file", "x=FOLDER")]
    [InlineData("serve", "--script", "FOLDER")]
    public async Task A_folder_is_called_one(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;

        var run = await Httpstep.RunAsync([.. arguments.Select(argument => argument.Replace("FOLDER", folder, StringComparison.Ordinal).Replace("STEP", _step, StringComparison.Ordinal))]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.EndsWith($"{folder}: this is a folder, not a file.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_told_before_anything_runs()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // A socket is a file that nobody can open, not even the superuser.
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "s");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        await using var server = await TestServer.StartAsync();
        var step = Httpstep.File("""{ "url": "http://server/", "method": "POST", "body": { "type": "file", "file": "{{ files.x }}" } }""".At(server));

        var run = await Httpstep.RunAsync("run", step, "--allow-private", "--file", $"x={path}");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"httpstep: --file x={path}: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task An_unreadable_file_is_told_before_anything_runs()
    {
        // The superuser may read all.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return;
        }

        var file = Httpstep.File("x", "secret.txt");
        File.SetUnixFileMode(file, UnixFileMode.None);

        var run = await Httpstep.RunAsync("run", _step, "--file", $"x={file}");

        Assert.Equal((2, "", $"httpstep: --file x={file}: permission denied.\n"), (run.ExitCode, run.Output, run.Error));
    }
}
