using System.Diagnostics;

namespace HttpRequestSteps.Benchmarks;

/// <summary>This program once more, in a process of its own: cold, with its own peak memory.</summary>
internal static class ColdProcess
{
    public static async Task RunAsync(params IEnumerable<string> arguments)
    {
        // Started as "dotnet x.dll" or by its own host.
        var program = Environment.ProcessPath!;
        var isDotnet = Path.GetFileNameWithoutExtension(program) == "dotnet";
        using var process = Process.Start(new ProcessStartInfo(program, isDotnet ? [typeof(ColdProcess).Assembly.Location, .. arguments] : arguments))!;
        await process.WaitForExitAsync();
    }
}
