using ArticleIndex;
using HttpRequestSteps;
using HttpRequestSteps.Sync;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHttpRequestSteps(builder.Configuration.GetSection("HttpRequestSteps"));
builder.Services.AddHttpRequestSyncs().AddSource<ArticleSource, ArticleReader>("articles", ArticleJson.Default);
using var host = builder.Build();

var folder = builder.Configuration["Folder"] ?? Environment.CurrentDirectory;
var definition = host.Services.GetRequiredService<SyncReader>().Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "syncs", "articles.json")));

// One run. AddSchedule runs it again and again while a host runs.
var report = await host.Services.GetRequiredService<ISyncEngine>().RunAsync(definition, new SyncRunOptions
{
    BaseDirectory = folder,
    StateDirectory = Path.Combine(folder, ".httpstep"),
});
Console.WriteLine(report.ToJson());
return report.Outcome == SyncOutcome.Succeeded ? 0 : 1;
