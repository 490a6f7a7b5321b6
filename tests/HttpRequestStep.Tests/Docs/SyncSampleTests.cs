using System.Diagnostics;
using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>The sample host of a sync, built with the tests and run as a process of its own: with a source of its own.</summary>
public sealed class SyncSampleTests
{
    [Fact]
    public async Task The_sample_host_delivers_the_rows_of_its_own_source_and_then_what_has_changed()
    {
        await using var search = await TestServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory().FullName;
        var articles = Directory.CreateDirectory(Path.Combine(folder, "articles")).FullName;
        await File.WriteAllTextAsync(Path.Combine(articles, "one.txt"), "The first.");
        await File.WriteAllTextAsync(Path.Combine(articles, "two.txt"), "The second.");
        var first = await RunAsync(search.Url, folder);
        Assert.Equal("succeeded", first.GetProperty("outcome").GetString());
        Assert.Equal(("POST", "/v1/documents", "Bearer s3arch"), (search.Last.Method, search.Last.Target, search.Last.Header("Authorization")));
        Assert.Equal(["one The first.", "two The second."], JsonElement.Parse(search.Last.Text).EnumerateArray().Select(row => $"{row.GetProperty("slug")} {row.GetProperty("text")}").Order());

        await File.WriteAllTextAsync(Path.Combine(articles, "one.txt"), "The first, again.");
        File.Delete(Path.Combine(articles, "two.txt"));
        await RunAsync(search.Url, folder);
        Assert.Equal(["DELETE /v1/documents/two ", """PUT /v1/documents/one {"text":"The first, again."}"""], search.Seen.Skip(1).Select(request => $"{request.Method} {request.Target} {request.Text}").Order());

        Directory.Delete(articles, recursive: true);
        var broken = await RunAsync(search.Url, folder);
        Assert.Equal(("failed", "articles: there is no such folder."), (broken.GetProperty("outcome").GetString(), broken.GetProperty("message").GetString()));
        Assert.Equal(3, search.Seen.Count);
    }

    private static async Task<JsonElement> RunAsync(string search, string folder)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = Path.Combine(Repository.Root, "docs", "samples", "ArticleIndex", "bin", configuration, "net10.0") };
        foreach (var argument in new[]
        {
            "ArticleIndex.dll", $"--Folder={folder}", $"--HttpRequestSteps:Connections:search:BaseUrl={search}/v1", "--HttpRequestSteps:Egress:AllowPrivateNetworks=true", "--HttpRequestSteps:Secrets:search=s3arch",
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonElement.Parse(output);
    }
}
