namespace HttpRequestSteps;

/// <summary>What a payload can print, beside what every template can.</summary>
internal static class HmacNames
{
    public const string Timestamp = "timestamp";
    public const string Body = "body";
    public const string Id = "id";
    public const string Signature = "signature";

    public static Dictionary<string, object?> Of(string method, Uri uri, string? timestamp, string? id)
    {
        var names = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["method"] = method,
            ["path"] = uri.AbsolutePath,
            ["query"] = uri.Query is ['?', .. var query] ? query : string.Empty,
            ["url"] = uri.AbsoluteUri,
        };
        if (timestamp is not null)
        {
            names[Timestamp] = timestamp;
        }

        if (id is not null)
        {
            names[Id] = id;
        }

        return names;
    }
}
