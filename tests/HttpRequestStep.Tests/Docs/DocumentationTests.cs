using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HttpRequestSteps.Sync;
using HttpRequestSteps.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HttpRequestSteps.Tests;

/// <summary>The examples of the documentation hold: definitions validate, quoted files are the files, links lead somewhere.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string, int, string> Blocks(string kind)
    {
        var rows = new TheoryData<string, int, string>();
        foreach (var page in Pages())
        {
            var text = File.ReadAllText(page);
            foreach (Match block in Block().Matches(text))
            {
                if (block.Groups["kind"].Value.Trim() == kind)
                {
                    rows.Add(Path.GetRelativePath(Repository.Root, page), text[..block.Index].Count(c => c == '\n') + 1, block.Groups["text"].Value);
                }
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Blocks), "json step")]
    public void Every_step_of_the_documentation_is_valid(string page, int line, string definition)
    {
        var errors = new StepReader().Read(definition).Errors;

        Assert.True(errors.Count == 0, $"{page}:{line}: {string.Join("; ", errors)}");
    }

    [Theory]
    [MemberData(nameof(Blocks), "json settings")]
    public void Every_settings_file_of_the_documentation_is_valid(string page, int line, string settings)
    {
        using var services = new ServiceCollection().AddHttpRequestSteps().Services.BuildServiceProvider();

        var errors = services.GetRequiredService<SettingsReader>().Validate(Encoding.UTF8.GetBytes(settings));

        Assert.True(errors.Count == 0, $"{page}:{line}: {string.Join("; ", errors)}");
    }

    [Theory]
    [MemberData(nameof(Blocks), "json sync")]
    public void Every_sync_of_the_documentation_is_valid(string page, int line, string definition)
    {
        using var services = new ServiceCollection().AddHttpRequestSyncs().AddDatabaseProvider("postgres", NpgsqlDataSource.Create).Services.BuildServiceProvider();

        var errors = services.GetRequiredService<SyncReader>().Read(definition).Errors;

        Assert.True(errors.Count == 0, $"{page}:{line}: {string.Join("; ", errors)}");
    }

    [Theory]
    [MemberData(nameof(Blocks), "json source")]
    public void Every_source_of_the_documentation_is_valid(string page, int line, string source) =>
        Every_sync_of_the_documentation_is_valid(page, line, SourceReading.Sync(source));

    [Fact]
    public void Every_type_of_source_has_an_example()
    {
        using var services = new ServiceCollection().AddHttpRequestSyncs().Services.BuildServiceProvider();
        var types = services.GetRequiredService<SyncReader>().Json.Types.Family(typeof(SyncSource))!.Keys;
        var shown = Blocks("json source").Select(row => JsonElement.Parse((string)row[2]).GetProperty("type").GetString()!);
        Assert.Equal(types.Order(), shown.Distinct().Order());
    }

    [Fact]
    public void The_documentation_has_examples_of_every_kind()
    {
        Assert.InRange(Blocks("json step").Count, 15, 1000);
        Assert.InRange(Blocks("json settings").Count, 1, 1000);
        Assert.InRange(Blocks("json sync").Count, 1, 1000);
        Assert.InRange(Blocks("json source").Count, 5, 1000);
    }

    [Fact]
    public void A_file_that_is_quoted_is_quoted_as_it_is()
    {
        var quotes = Pages().SelectMany(page => Quote().Matches(File.ReadAllText(page))).ToArray();

        Assert.InRange(quotes.Length, 5, 1000);
        Assert.All(quotes, quote => Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, quote.Groups["file"].Value)).Trim(), quote.Groups["text"].Value.Trim()));
    }

    [Fact]
    public void Every_relative_link_leads_to_a_file()
    {
        foreach (var page in Pages())
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
            {
                var target = link.Groups["target"].Value.Split('#')[0];
                if (target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
                {
                    var path = Path.Combine(Path.GetDirectoryName(page)!, target);
                    Assert.True(Path.Exists(path), $"{Path.GetRelativePath(Repository.Root, page)} links to {target}, which is not there.");
                }
            }
        }
    }

    private static IEnumerable<string> Pages() => Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Repository.Root, "README.md"));

    [GeneratedRegex(@"^```(?<kind>[^\n]*)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex(@"<!-- file: (?<file>\S+) -->\n```[^\n]*\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Quote();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
