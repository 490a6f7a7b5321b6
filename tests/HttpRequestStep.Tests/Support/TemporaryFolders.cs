using System.Runtime.CompilerServices;

namespace HttpRequestSteps.Tests;

/// <summary>The tests and the processes they start make their temporary files in one folder, which goes with them.</summary>
internal static class TemporaryFolders
{
    // The warning is for libraries, whose users did not ask for it.
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "Nothing loads this module but test runs.")]
    public static void Begin()
    {
        var folder = Directory.CreateTempSubdirectory("httpstep-tests-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL runs as a user of its own.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        Environment.SetEnvironmentVariable(OperatingSystem.IsWindows() ? "TMP" : "TMPDIR", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A process that was to be killed has not ended yet.
            }
        };
    }
}
