namespace HttpRequestSteps;

/// <summary>Where a host keeps files: those that steps send by reference, and bodies that steps receive. Register with <c>AddFileStore</c>.</summary>
public interface IFileStore
{
    /// <summary>The file of a reference, or null when there is none. The reference is what the definition's text rendered to: never trust it as a path.</summary>
    ValueTask<StepFile?> FindAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Keeps a body and returns its reference. If the stream throws, keep nothing.</summary>
    /// <param name="file">What is known of the body.</param>
    /// <param name="content">The body, to be read to its end.</param>
    /// <param name="cancellationToken">Ends with the attempt.</param>
    Task<string> SaveAsync(ReceivedFile file, Stream content, CancellationToken cancellationToken);
}
