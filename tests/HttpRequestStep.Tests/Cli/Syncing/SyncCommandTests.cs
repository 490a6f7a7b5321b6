using System.CommandLine;
using System.Text.Json;
using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

/// <summary><c>httpstep sync</c> and <c>history</c>, as processes of their own.</summary>
public sealed class SyncCommandTests
{
    private static string Folder(TestServer server, string rows, string more = "")
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "contacts.csv"), rows);
        File.WriteAllText(Path.Combine(folder, "contacts.json"), $$$"""
            {
              "name": "contacts",
              "source": { "type": "csv", "path": "contacts.csv" },
              "primaryKey": "id",
              "triggers": {
                "added": { "batchSize": true, "step": { "method": "POST", "url": "{{{server.Url}}}/contacts?key={{ secrets.api }}", "body": { "type": "json", "value": "{{ rows }}" } } },
                "removed": { "step": { "method": "DELETE", "url": "{{{server.Url}}}/contacts/{{ row.id }}" } }
              }{{{more}}}
            }
            """);
        return folder;
    }

    private static Task<CommandOutput> SyncAsync(string folder, params string[] options) =>
        Httpstep.RunAsync(["sync", "contacts.json", "--allow-private", "--secret", "api=sesame-4711", .. options], "", directory: folder);

    [Fact]
    public async Task Sync_prints_its_report_and_history_tells_of_it()
    {
        await using var server = await TestServer.StartAsync();
        var folder = Folder(server, "id,name\n1,Ada\n2,Bob\n");
        var run = await SyncAsync(folder);
        Assert.True(run.ExitCode == 0, run.Error);
        var report = JsonElement.Parse(run.Output);
        Assert.Equal(
            """{"sync":"contacts","outcome":"succeeded","rows":{"read":2,"unchanged":0,"added":2,"changed":0,"removed":0,"retried":0},"triggers":{"added":{"delivered":2,"rejected":0,"deferred":0,"requests":1},"removed":{"delivered":0,"rejected":0,"deferred":0,"requests":0}},"requests":{"sent":1,"retries":0},"pendingRows":0}""",
            JsonSerializer.Serialize(report.EnumerateObject().Where(property => property.Name is not ("runId" or "durationMs")).ToDictionary(property => property.Name, property => property.Value)));
        Assert.StartsWith("contacts: succeeded; 2 read, 2 added", run.Error, StringComparison.Ordinal);
        Assert.Equal("/contacts?key=sesame-4711", server.Last.Target);

        var runs = await Httpstep.RunAsync(["history", "contacts.json"], "", directory: folder);
        Assert.Equal("succeeded", JsonElement.Parse(runs.Output).GetProperty("runs")[0].GetProperty("outcome").GetString());
        var requests = await Httpstep.RunAsync(["history", "contacts", "--requests"], "", directory: folder);
        var request = JsonElement.Parse(requests.Output).GetProperty("requests")[0];
        Assert.Equal(("POST", 200, "1, 2"), (request.GetProperty("method").GetString(), request.GetProperty("statusCode").GetInt32(), string.Join(", ", request.GetProperty("keys").GetString()!.Split(", ").Order())));
        Assert.DoesNotContain("sesame", requests.Output + runs.Output + run.Output + run.Error, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("contacts.json", StringComparison.Ordinal)), file => Assert.DoesNotContain("sesame", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_that_are_rejected_end_with_3_and_are_told_with_their_reason()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(422));
        var folder = Folder(server, "id,name\n1,Ada\n");
        var run = await SyncAsync(folder);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("1 rows are not delivered yet and come in the next run. Those that were tried: httpstep history contacts --rows failed", run.Error, StringComparison.Ordinal);
        var rows = JsonElement.Parse((await Httpstep.RunAsync(["history", "contacts", "--rows", "failed"], "", directory: folder)).Output);
        var row = rows.GetProperty("rows")[0];
        Assert.Equal((1, "1", "rejected", 422, "Ada"), (rows.GetProperty("count").GetInt32(), row.GetProperty("key").GetString(), row.GetProperty("state").GetString(), row.GetProperty("statusCode").GetInt32(), row.GetProperty("row").GetProperty("name").GetString()));
    }

    [Fact]
    public async Task History_has_the_shape_that_its_page_shows()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(422, "{}"u8.ToArray(), "application/json"));
        var folder = Folder(server, "id,name\n1,Ada\n");
        Assert.Equal(3, (await SyncAsync(folder)).ExitCode);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "sync", "operating.md"));
        foreach (var (marker, options) in new (string, string[])[] { ("runs", []), ("rows", ["--rows", "failed"]), ("requests", ["--requests"]) })
        {
            var shown = page.Split("```json history\n").Skip(1).Select(part => JsonElement.Parse(part.Split("```")[0])).Single(example => example.TryGetProperty(marker, out var list) && list.ValueKind == JsonValueKind.Array);
            var printed = await Httpstep.RunAsync(["history", "contacts", .. options], "", directory: folder);
            Assert.Equal(Shape(shown), Shape(JsonElement.Parse(printed.Output)));
        }

        foreach (var wrong in new string[][] { ["--rows", "failed", "--requests"], ["--requests", "--retry"], ["--limit", "0"] })
        {
            var refused = await Httpstep.RunAsync(["history", "contacts", .. wrong], "", directory: folder);
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        }
    }

    /// <summary>Every path with the kind of its value; what headers and rows hold is the server's and the source's.</summary>
    private static string Shape(JsonElement value, string path = "") => value.ValueKind switch
    {
        JsonValueKind.Object when path.EndsWith("Headers", StringComparison.Ordinal) || path.EndsWith("rows.row", StringComparison.Ordinal) => path + " {}\n",
        JsonValueKind.Object => string.Concat(value.EnumerateObject().Select(member => Shape(member.Value, $"{path}.{member.Name}"))),
        JsonValueKind.Array => string.Concat(value.EnumerateArray().Select(item => Shape(item, path)).Distinct()),
        JsonValueKind.True or JsonValueKind.False => path + " boolean\n",
        var kind => $"{path} {kind}\n",
    };

    [Fact]
    public async Task Wrong_credentials_end_with_3_a_guard_with_4_and_a_broken_source_with_1()
    {
        var status = 401;
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var folder = Folder(server, "id,name\n1,Ada\n");
        Assert.Equal(3, (await SyncAsync(folder)).ExitCode);
        status = 200;
        Assert.Equal(0, (await SyncAsync(folder)).ExitCode);
        File.WriteAllText(Path.Combine(folder, "contacts.csv"), "id,name\n");
        var guarded = await SyncAsync(folder);
        Assert.Equal((4, "halted"), (guarded.ExitCode, JsonElement.Parse(guarded.Output).GetProperty("outcome").GetString()));
        File.WriteAllText(Path.Combine(folder, "contacts.csv"), "id,name\n1,Ada,more\n");
        var broken = await SyncAsync(folder);
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("Row 1 has 3 fields, and the header 2.", broken.Error, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "contacts.csv"), "id,name\n");
        Assert.Equal(0, (await SyncAsync(folder, "--confirm")).ExitCode);
        Assert.Equal("DELETE", server.Last.Method);
    }

    [Fact]
    public async Task A_dry_run_sends_nothing_and_an_invalid_definition_prints_nothing_and_ends_with_2()
    {
        await using var server = await TestServer.StartAsync();
        var folder = Folder(server, "id,name\n1,Ada\n");
        var dry = await SyncAsync(folder, "--dry-run");
        Assert.True(dry.ExitCode == 0, dry.Error);
        var report = JsonElement.Parse(dry.Output);
        Assert.True(report.GetProperty("dryRun").GetBoolean());
        Assert.Equal(server.Url + "/contacts?key=***", report.GetProperty("samples")[0].GetProperty("url").GetString());
        Assert.Empty(server.Seen);

        var invalid = Folder(server, "id,name\n", """, "trigers": {} """);
        var run = await SyncAsync(invalid);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("""contacts.json(8,6): $.trigers: Unknown property "trigers"; did you mean "triggers".""", run.Error, StringComparison.Ordinal);
        var validated = await Httpstep.RunAsync(["validate", "contacts.json"], "", directory: invalid);
        Assert.Equal(2, validated.ExitCode);
        Assert.StartsWith("contacts.json(8,6): $.trigers", validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Confirm_holds_for_the_first_run_of_a_watch_only()
    {
        var options = new SyncOptions();
        var command = new Command("sync");
        options.AddTo(command);
        var parsed = command.Parse(["contacts.json", "--confirm", "--watch", "5m"]);
        Assert.True(SyncCommand.Options(options, parsed, "contacts.json", isFirst: true).Confirm);
        Assert.False(SyncCommand.Options(options, parsed, "contacts.json", isFirst: false).Confirm);
        Assert.Contains("With --watch only the first run.", options.Confirm.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_of_a_sync_that_never_ran_says_so()
    {
        var run = await Httpstep.RunAsync("history", "nothing");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("""There is no state of a sync "nothing" in .httpstep""", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_full_ends_the_run_before_anything_is_sent_and_the_next_one_sends_it()
    {
        await using var server = await TestServer.StartAsync();
        var folder = Folder(server, "id,name\n" + string.Concat(Enumerable.Range(1, 30_000).Select(id => $"{id},a name of some length\n")));
        var full = await Httpstep.ShellAsync("cd \"$1\" && trap '' XFSZ && ulimit -f 600 && export DOTNET_EnableWriteXorExecute=0 && httpstep sync contacts.json --allow-private --secret api=x", folder);
        Assert.Equal((1, "failed"), (full.ExitCode, JsonElement.Parse(full.Output).GetProperty("outcome").GetString()));
        Assert.Empty(server.Seen);
        var next = await SyncAsync(folder);
        Assert.Equal((0, 30_000), (next.ExitCode, JsonElement.Parse(next.Output).GetProperty("triggers").GetProperty("added").GetProperty("delivered").GetInt32()));
    }
}
