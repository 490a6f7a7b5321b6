using System.Diagnostics;

namespace HttpRequestSteps.Tests;

/// <summary>The real command, as a process of its own.</summary>
internal static class Httpstep
{
    public static Task<CommandOutput> RunAsync(params string[] arguments) => RunAsync(arguments, input: null);

    public static async Task<CommandOutput> RunAsync(string[] arguments, string? input, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? Directory.CreateTempSubdirectory().FullName,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "HttpRequestStep.Cli.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandOutput(process.ExitCode, await output, await error);
    }

    /// <summary>A file of this text in a folder of its own.</summary>
    public static string File(string text, string name = "step.json")
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}

internal sealed record CommandOutput(int ExitCode, string Output, string Error);
