namespace HttpRequestSteps.Sync;

/// <summary>A folder that nobody else can read and that is gone when it is no longer needed.</summary>
internal sealed class TemporaryFolder(string name) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory($"httpstep-{name}-");

    public string FullName => _folder.FullName;

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What was done in it counts nevertheless.
        }
    }
}
