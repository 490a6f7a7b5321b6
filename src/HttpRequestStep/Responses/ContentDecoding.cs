namespace HttpRequestSteps;

/// <summary>Undoes Content-Encoding. Decoding is ours so that the decoded bytes are what is counted.</summary>
internal static class ContentDecoding
{
    public const string Accepted = "gzip, deflate, br";

    private const int MostCodings = 2;

    public static Stream Decode(Stream stream, string? contentEncoding)
    {
        if (string.IsNullOrWhiteSpace(contentEncoding))
        {
            return stream;
        }

        var codings = contentEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (codings.Length > MostCodings)
        {
            throw Unreadable($"The body is encoded {codings.Length} times over.");
        }

        foreach (var coding in codings.Reverse())
        {
            stream = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => VerifiedDecoding.Gzip(stream),
                "deflate" => new DeflateDecoding(stream),
                "br" => VerifiedDecoding.Brotli(stream),
                "identity" => stream,
                _ => throw Unreadable($"The body has the content encoding \"{(coding.Length > 40 ? coding[..40] : coding)}\", which is not one of {Accepted}."),
            };
        }

        return stream;
    }

    private static StepFailureException Unreadable(string message) => new(FailureKind.Unreadable, DeliveryCertainty.Answered, message);
}
