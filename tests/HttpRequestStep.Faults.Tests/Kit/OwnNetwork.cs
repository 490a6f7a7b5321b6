using System.Diagnostics;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>Runs a test once more as a process in a network namespace of Linux: its addresses, routes and name servers are the test's to choose, even public ones, and nothing leaves the machine.</summary>
internal static class OwnNetwork
{
    private const string Mark = "HTTPSTEP_OWN_NETWORK";
    private const string Names = "nameserver 127.0.0.1\noptions attempts:1 timeout:30\n";
    private const string Enter = "set -e; ip link set lo up; mount --bind \"$1\" /etc/resolv.conf; shift; ";

    /// <summary>Why this machine gives no such network; null when it does.</summary>
    public static string? Missing { get; } = Probe();

    /// <summary>Runs the scenario: here, if this process is in a network of its own already, and else by running the calling test as a process that is.</summary>
    /// <param name="test">The method that calls; its type needs no arguments.</param>
    /// <param name="setup">What is to be done to the network first, in the language of the shell.</param>
    /// <param name="scenario">The test.</param>
    public static async Task RunAsync(Delegate test, string setup, Func<Task> scenario)
    {
        if (Environment.GetEnvironmentVariable(Mark) is not null)
        {
            await scenario();
            return;
        }

        var names = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(names, Names);
            using var process = Start(names, $"{setup}; exec \"$@\"", "dotnet", typeof(OwnNetwork).Assembly.Location, test.Method.DeclaringType!.FullName!, test.Method.Name);
            await EndAsync(process);
        }
        finally
        {
            File.Delete(names);
        }
    }

    /// <summary>What the process does.</summary>
    public static Task RunInsideAsync(string type, string method)
    {
        var tests = typeof(OwnNetwork).Assembly.GetType(type, throwOnError: true)!;
        return (Task)tests.GetMethod(method)!.Invoke(Activator.CreateInstance(tests), null)!;
    }

    /// <summary>Changes the network while a test runs.</summary>
    public static async Task ChangeAsync(params string[] arguments)
    {
        using var process = Process.Start("ip", arguments);
        await process.WaitForExitAsync().WaitAsync(StepHost.Patience);
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(StepHost.Patience);
            Assert.True(process.ExitCode == 0, await error);
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Start(string names, string script, params string[] command)
    {
        var start = new ProcessStartInfo("unshare", ["--map-root-user", "--net", "--mount", "sh", "-c", Enter + script, "sh", names, .. command]) { RedirectStandardError = true };
        start.Environment[Mark] = "1";
        return Process.Start(start)!;
    }

    private static string? Probe()
    {
        try
        {
            using var process = Start("/dev/null", "ip link add v0 type veth peer name v1");
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"This machine gives no network namespace: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"This machine gives no network namespace: {exception.Message}";
        }
    }
}
