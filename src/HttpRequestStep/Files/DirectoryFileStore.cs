namespace HttpRequestSteps;

/// <summary>Keeps files in one folder under names of their own; a reference is the name inside it.</summary>
internal sealed class DirectoryFileStore(string directory, TimeProvider time) : IFileStore
{
    private readonly string _directory = Path.GetFullPath(directory);

    public ValueTask<StepFile?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        // A reference is a plain name: anything else is not one of ours.
        if (reference.Length == 0 || Path.GetFileName(reference) != reference || reference is "." or "..")
        {
            return ValueTask.FromResult<StepFile?>(null);
        }

        var path = Path.Combine(_directory, reference);
        return ValueTask.FromResult(File.Exists(path) ? StepFile.FromPath(path) : null);
    }

    public async Task<string> SaveAsync(ReceivedFile file, Stream content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        var reference = $"{Guid.CreateVersion7(time.GetUtcNow()):N}-{file.Name}";
        var path = Path.Combine(_directory, reference);
        var partial = path + ".part";
        try
        {
            await WriteAsync(partial, content, cancellationToken).ConfigureAwait(false);
            File.Move(partial, path);
            return reference;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (target.ConfigureAwait(false))
        {
            await content.CopyToAsync(target, 64 * 1024, cancellationToken).ConfigureAwait(false);
        }
    }
}
