namespace HttpRequestSteps;

/// <summary>Puts header lines where the framework wants them: it keeps content headers apart.</summary>
internal static class MessageHeaders
{
    public static void Add(HttpRequestMessage message, RenderedHeaders headers)
    {
        foreach (var header in headers)
        {
            Add(message, header.Name, header.Value);
        }
    }

    /// <summary>Adds a header in place of those of the same name.</summary>
    public static void Set(HttpRequestMessage message, string name, string value)
    {
        // Removing a content header from the general ones throws, and the other way round; most headers are not there yet.
        if (message.Headers.NonValidated.Contains(name))
        {
            message.Headers.Remove(name);
        }

        if (!message.Headers.TryAddWithoutValidation(name, value))
        {
            message.Content?.Headers.Remove(name);
            Add(message, name, value);
        }
    }

    public static void Add(HttpRequestMessage message, string name, string value)
    {
        if (message.Headers.TryAddWithoutValidation(name, value))
        {
            return;
        }

        // A content header without a body (a GET with Content-Type) needs an empty content to travel with.
        message.Content ??= new ByteArrayContent([]);
        message.Content.Headers.TryAddWithoutValidation(name, value);
    }
}
