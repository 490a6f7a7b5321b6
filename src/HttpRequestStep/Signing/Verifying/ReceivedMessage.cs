namespace HttpRequestSteps;

/// <summary>A request as its receiver has it.</summary>
internal sealed class ReceivedMessage(string method, Uri uri, ReceivedHeaders headers, ReadOnlyMemory<byte> body) : SignedMessage
{
    public override string Method => method;

    public override Uri Uri => uri;

    public ReceivedHeaders Headers => headers;

    public ReadOnlyMemory<byte> Body => body;

    public override string? Header(string name) => headers.Joined(name) ?? (name == "host" ? Authority : null);
}
