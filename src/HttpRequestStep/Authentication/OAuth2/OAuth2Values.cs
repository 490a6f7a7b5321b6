namespace HttpRequestSteps;

/// <summary>Further headers, query parameters and fields of a request to the authorization server, rendered; equal by what they hold.</summary>
internal sealed class OAuth2Values(KeyValuePair<string, string>[] headers, KeyValuePair<string, string>[] query, KeyValuePair<string, string>[] body) : IEquatable<OAuth2Values>
{
    public static readonly OAuth2Values None = new([], [], []);

    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public IReadOnlyList<KeyValuePair<string, string>> Query => query;

    public IReadOnlyList<KeyValuePair<string, string>> Body => body;

    public bool Equals(OAuth2Values? other) =>
        ReferenceEquals(this, other) || (other is not null && headers.SequenceEqual(other.Headers) && query.SequenceEqual(other.Query) && body.SequenceEqual(other.Body));

    public override bool Equals(object? obj) => Equals(obj as OAuth2Values);

    public override int GetHashCode() => HashCode.Combine(headers.Length, query.Length, body.Length);

    /// <summary>All of it in one row, which no other values have.</summary>
    public IEnumerable<string> Parts() => new[] { headers, query, body }
        .SelectMany(values => values.SelectMany(value => new[] { value.Key, value.Value }).Prepend(values.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public static OAuth2Values Of(OAuth2TokenRequest? request, AuthenticationContext context) =>
        request is null ? None : new(Render(request.Headers, context), Render(request.Query, context), Render(request.Body, context));

    /// <summary>Appends query parameters to a URL.</summary>
    public static string WithQuery(string url, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var query = string.Join('&', parameters.Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));
        return query.Length == 0 ? url : url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
    }

    public static KeyValuePair<string, string>[] Render(IReadOnlyDictionary<string, Text>? texts, AuthenticationContext context) =>
        texts is null ? [] : [.. texts.Select(text => new KeyValuePair<string, string>(text.Key, context.Render(text.Value)))];
}
