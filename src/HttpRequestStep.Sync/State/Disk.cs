using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HttpRequestSteps.Sync;

/// <summary>Waits until something is on the disk, or says that it is not.</summary>
internal static class Disk
{
    private const int Interrupted = 4;
    private const int Forbidden = 13;
    private const int CloseOnExec = 0x80000;

    // EINVAL, EROFS, ENOTSUP
    private static readonly int[] NothingToFlush = [22, 30, 95];

    /// <summary>Makes a folder and those above it that are missing, each known on the disk to the one above.</summary>
    /// <exception cref="IOException">It cannot be made, or may not be there after a loss of power.</exception>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var above = Path.GetDirectoryName(Path.GetFullPath(path));
        if (above is not null)
        {
            CreateFolder(above);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            // Rows are nobody else's to read.
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (above is not null)
        {
            FlushFolder(above);
        }
    }

    /// <summary>The names in a folder: a file whose bytes are on the disk can still be one that nobody finds.</summary>
    /// <exception cref="IOException">Files that were made may not be there after a loss of power.</exception>
    public static void FlushFolder(string path)
    {
        // The framework opens no folders; on macOS and Windows file systems see to it by themselves.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = Open(Encoding.UTF8.GetBytes(path + '\0'), CloseOnExec);
        if (!folder.IsInvalid)
        {
            Flush(folder);
        }
        else if (Marshal.GetLastPInvokeError() is not Forbidden and var error)
        {
            // A folder may be one to write to and not to read.
            throw Failed(error);
        }
    }

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
                throw Failed(error);
            }
        }
    }

    private static IOException Failed(int error) => new($"{Marshal.GetPInvokeErrorMessage(error)}.", error);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(SafeFileHandle file);
}
