namespace HttpRequestSteps;

/// <summary>Undoes Content-Encoding. Decoding is ours so that the decoded bytes are what is counted.</summary>
internal static class ContentDecoding
{
    public const string Accepted = "gzip, deflate, br";

    private const int MostCodings = 2;

    /// <param name="sent">The body as it was sent.</param>
    /// <param name="contentEncoding">What was done to it, in order.</param>
    /// <param name="maxRatio">How many times larger it may become; 0 for any.</param>
    public static Stream Decode(PacedStream sent, string? contentEncoding, int maxRatio)
    {
        if (string.IsNullOrWhiteSpace(contentEncoding))
        {
            return sent;
        }

        var codings = contentEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (codings.Length > MostCodings)
        {
            throw Unreadable($"The body is encoded {codings.Length} times over.");
        }

        Stream stream = sent;
        foreach (var coding in codings.Reverse())
        {
            var decoded = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => VerifiedDecoding.Gzip(stream),
                "deflate" => new DeflateDecoding(stream),
                "br" => VerifiedDecoding.Brotli(stream),
                "identity" => stream,
                _ => throw Unreadable($"The body has the content encoding \"{(coding.Length > 40 ? coding[..40] : coding)}\", which is not one of {Accepted}."),
            };

            // After each coding: what one makes large, the next may make small again.
            stream = maxRatio == 0 || decoded == stream ? decoded : new RatioLimitedStream(decoded, sent, maxRatio);
        }

        return stream;
    }

    private static StepFailureException Unreadable(string message) => new(FailureKind.Unreadable, DeliveryCertainty.Answered, message);
}
