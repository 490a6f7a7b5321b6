using System.Diagnostics;
using System.Text;

namespace HttpRequestSteps.Tests;

/// <summary>The real command, as a process of its own.</summary>
internal static class Httpstep
{
    public static Task<CommandOutput> RunAsync(params string[] arguments) => RunAsync(arguments, "");

    public static Task<CommandOutput> RunAsync(string[] arguments, string? input, IReadOnlyDictionary<string, string>? environment = null, string? directory = null) =>
        RunAsync(arguments, Encoding.UTF8.GetBytes(input ?? ""), environment, directory);

    public static Task<CommandOutput> RunAsync(string[] arguments, byte[] input, IReadOnlyDictionary<string, string>? environment = null, string? directory = null) =>
        StartAsync("dotnet", [Command, .. arguments], input, environment, directory);

    /// <summary>A POSIX shell that knows <c>httpstep</c>, for what only a shell can do with streams; a command that hangs is ended.</summary>
    public static Task<CommandOutput> ShellAsync(string script, params string[] arguments) =>
        StartAsync("bash", ["-c", $"httpstep() {{ timeout 60 dotnet '{Command}' \"$@\"; }}\n{script}", "bash", .. arguments], []);

    /// <summary>A file of this text in a folder of its own.</summary>
    public static string File(string text, string name = "step.json")
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static string Command => Path.Combine(AppContext.BaseDirectory, "HttpRequestStep.Cli.dll");

    private static async Task<CommandOutput> StartAsync(string program, string[] arguments, byte[] input, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? Directory.CreateTempSubdirectory().FullName,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandOutput(process.ExitCode, await output, await error);
    }
}

internal sealed record CommandOutput(int ExitCode, string Output, string Error);
