using BenchmarkDotNet.Running;
using HttpRequestSteps.Benchmarks;

if (args is [SyncLimitsLane.Name])
{
    await SyncLimitsLane.RunAsync();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
