using BenchmarkDotNet.Running;
using HttpRequestSteps.Benchmarks.Attacks;
using HttpRequestSteps.Benchmarks.Syncing;

if (args is ["sync-lanes", ..])
{
    await SyncLanes.RunAsync(args);
}
else if (args is [StateLane.Name])
{
    await StateLane.RunAsync();
}
else if (args is [SyncLimitsLane.Name])
{
    await SyncLimitsLane.RunAsync();
}
else if (args is [AttackLanes.Name, ..])
{
    await AttackLanes.RunAsync(args);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
