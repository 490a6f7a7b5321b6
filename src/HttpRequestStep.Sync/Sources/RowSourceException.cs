namespace HttpRequestSteps.Sync;

/// <summary>A source cannot be read, or not to its end. The message is for the person who configured the sync.</summary>
public sealed class RowSourceException : Exception
{
    /// <summary>A failure of a source.</summary>
    public RowSourceException()
    {
    }

    /// <summary>A failure of a source.</summary>
    public RowSourceException(string message)
        : base(message)
    {
    }

    /// <summary>A failure of a source, and what caused it.</summary>
    public RowSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
