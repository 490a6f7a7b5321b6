namespace HttpRequestSteps.Tests.Faults;

/// <summary>Servers that do one thing wrong.</summary>
internal static class Play
{
    /// <summary>Reads the request, says this and closes.</summary>
    public static RawServer Answer(string bytes) => Answer(System.Text.Encoding.Latin1.GetBytes(bytes));

    public static RawServer Answer(params byte[][] parts) => RawServer.Start(async connection =>
    {
        await connection.ReadRequestAsync();
        foreach (var part in parts)
        {
            await connection.WriteAsync(part);
        }
    });

    /// <summary>A whole answer with these headers; the connection closes after it.</summary>
    public static string Head(params string[] headers) => "HTTP/1.1 200 OK\r\nConnection: close\r\n" + string.Concat(headers.Select(static header => header + "\r\n")) + "\r\n";

    /// <summary>A whole answer with this body.</summary>
    public static byte[][] Body(byte[] body, params string[] headers) => [System.Text.Encoding.Latin1.GetBytes(Head([.. headers, $"Content-Length: {body.Length}"])), body];

    public static byte[][] Body(string body, params string[] headers) => Body(System.Text.Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Reads the request and does this; then it waits until the client closes, however long that takes.</summary>
    public static RawServer Then(Func<PlayedConnection, Task> play) => RawServer.Start(async connection =>
    {
        await connection.ReadRequestAsync();
        await play(connection);
        await connection.WaitForCloseAsync();
    });
}
