using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>No result is lost: files are opened before anything is sent, and streams that cannot be written are told.</summary>
public sealed class OutputTests
{
    private const string Post = """{ "method": "POST", "url": "http://server/" }""";

    [Theory]
    [InlineData("no-such-folder/result.json", "there is no such folder.")]
    [InlineData(".", "this is a folder, not a file.")]
    public async Task An_output_that_cannot_be_opened_exits_2_before_anything_is_sent(string output, string reason)
    {
        await using var server = await TestServer.StartAsync();

        var run = await Httpstep.RunAsync("run", Httpstep.File(Post.At(server)), "--allow-private", "--output", output);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal($"httpstep: --output {output}: {reason}\n", run.Error);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task An_existing_output_is_replaced_whole_and_only_by_a_result()
    {
        await using var server = await TestServer.StartAsync();
        var output = Httpstep.File(new string('x', 10_000), "result.json");
        var created = output + ".new";
        var noInput = Httpstep.File(Post.At(server).Replace("/\"", "/{{ id }}\"", StringComparison.Ordinal));

        var invalid = await Httpstep.RunAsync("render", noInput, "--output", output);
        var invalidNew = await Httpstep.RunAsync("render", noInput, "--output", created);
        Assert.Equal((1, 1), (invalid.ExitCode, invalidNew.ExitCode));
        Assert.Equal(10_000, new FileInfo(output).Length);
        Assert.False(File.Exists(created));

        Assert.Equal(0, (await Httpstep.RunAsync("run", Httpstep.File(Post.At(server)), "--allow-private", "--output", output)).ExitCode);
        Assert.Equal("succeeded", JsonElement.Parse(File.ReadAllText(output)).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_result_that_does_not_fit_into_its_file_goes_to_standard_output_and_exits_1()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var server = await TestServer.StartAsync();

        var run = await Httpstep.RunAsync("run", Httpstep.File(Post.At(server)), "--allow-private", "--output", "/dev/full");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("succeeded", JsonElement.Parse(run.Output).GetProperty("outcome").GetString());
        Assert.Equal("httpstep: --output /dev/full: No space left on device. The result is on standard output instead.\n", run.Error);
    }

    [Theory]
    [InlineData("httpstep run \"$1\" --allow-private --quiet >/dev/full")]
    [InlineData("httpstep render \"$1\" >/dev/full")]
    [InlineData("httpstep validate \"$2\" >/dev/full")]
    [InlineData("httpstep schema step >/dev/full")]
    [InlineData("httpstep demo >/dev/full")]
    [InlineData("httpstep --help >/dev/full")]
    [InlineData("httpstep render \"$1\" >&-")]
    public async Task A_standard_output_that_cannot_be_written_is_told_in_one_sentence_and_exits_1(string script)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var server = await TestServer.StartAsync();

        var run = await Httpstep.ShellAsync(script, Httpstep.File(Post.At(server)), Httpstep.File("{}"));

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^httpstep: Standard output cannot be written: (No space left on device|Bad file descriptor)\\.\n$", run.Error);
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_no_error()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var run = await Httpstep.ShellAsync("set -o pipefail; httpstep schema step | head -1; httpstep render \"$1\" | true", Httpstep.File(Post));

        Assert.Equal((0, "{\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_received_file_is_told_with_its_size_and_place_unless_quiet()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(new byte[1000], "application/octet-stream"));
        var step = Httpstep.File("""{ "url": "http://server/report.bin", "response": { "type": "file" } }""".At(server));
        var folder = Directory.CreateTempSubdirectory().FullName;

        var told = await Httpstep.RunAsync(["run", step, "--allow-private"], "", null, folder);
        var quiet = await Httpstep.RunAsync(["run", step, "--allow-private", "--quiet"], "", null, folder);

        var path = Path.Combine(".httpstep", "files", JsonElement.Parse(told.Output).GetProperty("body").GetString()!);
        Assert.Equal($"saved 1000 bytes to {path}\n", told.Error);
        Assert.True(File.Exists(Path.Combine(folder, path)));
        Assert.Equal((0, ""), (quiet.ExitCode, quiet.Error));
    }
}
