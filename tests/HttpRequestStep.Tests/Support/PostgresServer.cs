using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps.Tests;

/// <summary>A fact about a real PostgreSQL; skipped where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        Skip = PostgresServer.Programs is null ? "PostgreSQL is not installed in /usr/lib/postgresql." : null;
    }
}

/// <summary>A PostgreSQL of the test's own, in a folder of its own.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "tester";
    private const string Root = "/usr/lib/postgresql";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pg-");
    private readonly int _port = FreePort();

    public PostgresServer()
    {
        if (Programs is null)
        {
            return;
        }

        var password = Path.Combine(_folder.FullName, "password");
        File.WriteAllText(password, Password);
        if (Environment.IsPrivilegedProcess)
        {
            // It refuses to run as root.
            Run("chown", ["-R", "postgres", _folder.FullName], asOther: false);
        }

        Run("initdb", ["-D", Data, "-U", User, "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C", "--no-sync"]);
        Run("pg_ctl", ["-D", Data, "-w", "-l", Path.Combine(_folder.FullName, "log"), "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_folder.FullName} -c listen_addresses=127.0.0.1 -c fsync=off"), "start"]);
    }

    /// <summary>The folder of its programs, or null.</summary>
    public static string? Programs { get; } = Directory.Exists(Root)
        ? Directory.GetDirectories(Root).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    public static string Password => "p4ssword-of-the-cluster";

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres;Password={Password}");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose()
    {
        if (Programs is not null)
        {
            Run("pg_ctl", ["-D", Data, "-w", "-m", "immediate", "stop"]);
        }

        _folder.Delete(recursive: true);
    }

    private static void Run(string program, string[] arguments, bool asOther = true)
    {
        var isOther = asOther && Environment.IsPrivilegedProcess;
        var path = asOther ? Path.Combine(Programs!, program) : program;

        // Nothing is redirected: the server would inherit it, and no one would ever see its end.
        using var process = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. isOther ? new[] { "runuser", "-u", "postgres", "--" } : [], path, .. arguments])
        { WorkingDirectory = "/" })!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
