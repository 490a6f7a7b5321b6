using HttpRequestSteps;
using HttpRequestSteps.CrashHost;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

// A host of one sync that stops at a named point, tells so, and waits to be killed there: SYNC.json STATE [POINT COUNT].
var services = new ServiceCollection();
services.AddHttpRequestSteps(options => options.Egress.AllowPrivateNetworks = true);
services.AddHttpRequestSyncs();
if (args.Length > 3)
{
    services.AddSingleton<SyncProbe>(new StoppingProbe(Enum.Parse<SyncPoint>(args[2]), int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture)));
}

await using var provider = services.BuildServiceProvider();
var definition = provider.GetRequiredService<SyncReader>().Parse(File.ReadAllText(args[0]));
var report = await provider.GetRequiredService<ISyncEngine>().RunAsync(definition, new SyncRunOptions { StateDirectory = args[1], BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(args[0])) });
Console.WriteLine(report.ToJson());
