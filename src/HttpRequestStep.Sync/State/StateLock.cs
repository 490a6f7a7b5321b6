namespace HttpRequestSteps.Sync;

/// <summary>Holds a state folder for this process. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file)
    {
        _file = file;
    }

    /// <exception cref="SyncBusyException">Another process holds it.</exception>
    public static StateLock Take(string directory, string sync)
    {
        try
        {
            return new StateLock(new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new SyncBusyException($"Another run of the sync \"{sync}\" holds its state in {directory}. Wait for it to end, or give this one another state folder.", exception);
        }
    }

    public void Dispose() => _file.Dispose();

    // A violation of sharing or of a lock; elsewhere the lock that would block (EAGAIN of Linux, of macOS and the BSDs). A full disk is no other run.
    private static bool IsHeld(IOException exception) => OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 32 or 33 : exception.HResult is 11 or 35;
}
