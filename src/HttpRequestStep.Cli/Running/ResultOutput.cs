namespace HttpRequestSteps.Cli;

/// <summary>Where the result goes: standard output, or the file of --output. The file is opened before anything is sent, so that no result is lost to a wrong path.</summary>
internal sealed class ResultOutput : IDisposable
{
    private readonly FileStream? _file;
    private readonly bool _isNew;
    private bool _isWritten;

    private ResultOutput(FileStream? file, bool isNew)
    {
        _file = file;
        _isNew = isNew;
    }

    /// <summary>Opens the file, and leaves what it holds alone until there is a result.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static ResultOutput Open(string? file)
    {
        if (file is null)
        {
            return new ResultOutput(null, isNew: false);
        }

        try
        {
            var isNew = !File.Exists(file);
            return new ResultOutput(new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), isNew);
        }
        catch (Exception exception) when (FileProblem.IsOne(exception))
        {
            throw new UsageException($"--output {file}: {FileProblem.Of(file, exception)}");
        }
    }

    /// <summary>Writes the result; false when it could not go to the file and went to standard output instead.</summary>
    public bool Write(Action<Stream> write)
    {
        using var result = new MemoryStream();
        write(result);
        result.WriteByte((byte)'\n');
        if (_file is null)
        {
            WriteToStandardOutput(result);
            return true;
        }

        try
        {
            WriteToFile(result, _file);
            return true;
        }
        catch (Exception exception) when (FileProblem.IsOne(exception))
        {
            Console.Error.WriteLine($"httpstep: --output {_file.Name}: {FileProblem.Of(_file.Name, exception)} The result is on standard output instead.");
            WriteToStandardOutput(result);
            return false;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        if (_isNew && !_isWritten)
        {
            // Nothing came of it: no empty file stays behind.
            File.Delete(_file!.Name);
        }
    }

    private static void WriteToStandardOutput(MemoryStream result)
    {
        using var standardOutput = new StandardOutput();
        result.WriteTo(standardOutput);
    }

    private void WriteToFile(MemoryStream result, FileStream file)
    {
        _isWritten = true;
        if (file.CanSeek && file.Length > 0)
        {
            file.SetLength(0);
        }

        result.WriteTo(file);
        file.Flush();
    }
}
