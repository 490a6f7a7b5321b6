namespace HttpRequestSteps.Sync;

/// <summary>What a source is read for.</summary>
public sealed class RowSourceContext
{
    internal RowSourceContext(SyncDefinition definition, string baseDirectory)
    {
        Definition = definition;
        BaseDirectory = baseDirectory;
    }

    /// <summary>The sync.</summary>
    public SyncDefinition Definition { get; }

    /// <summary>The folder that relative paths begin at.</summary>
    public string BaseDirectory { get; }

    /// <summary>A path of the definition as an absolute one.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, BaseDirectory);
}
