using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HttpRequestSteps.Sync;

/// <summary>Waits until a file is on the disk, or says that it is not.</summary>
internal static class Disk
{
    private const int Interrupted = 4;

    // EINVAL, EROFS, ENOTSUP
    private static readonly int[] NothingToFlush = [22, 30, 95];

    /// <exception cref="IOException">What was written may not be there after a loss of power.</exception>
    public static void Flush(SafeFileHandle file)
    {
        // On Linux the framework takes every error for success.
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FSync(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (NothingToFlush.Contains(error))
            {
                return;
            }

            if (error != Interrupted)
            {
                throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)}.", error);
            }
        }
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(SafeFileHandle file);
}
