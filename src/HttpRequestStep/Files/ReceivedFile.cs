namespace HttpRequestSteps;

/// <summary>What is known of a body that goes into the file store.</summary>
/// <param name="Name">A name without folders, from <c>Content-Disposition</c> or the URL; never empty.</param>
/// <param name="ContentType">The media type, or null.</param>
/// <param name="Length">The length the server announced, or null.</param>
public sealed record ReceivedFile(string Name, string? ContentType, long? Length);
