using BenchmarkDotNet.Running;
using HttpRequestSteps.Benchmarks.Syncing;

if (args is ["sync-lanes", ..])
{
    await SyncLanes.RunAsync(args);
}
else if (args is [SyncLimitsLane.Name])
{
    await SyncLimitsLane.RunAsync();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
