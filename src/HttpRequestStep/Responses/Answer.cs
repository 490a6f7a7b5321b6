using Microsoft.Extensions.Primitives;

namespace HttpRequestSteps;

/// <summary>The answer to one wire request, as it was read.</summary>
internal sealed class Answer(int statusCode, ResponseHeaders headers)
{
    public int StatusCode => statusCode;

    public ResponseHeaders Headers => headers;

    public StepResultBody Body { get; set; } = StepResultBody.None;

    public IReadOnlyList<SchemaError> SchemaErrors { get; set; } = [];

    public StepFailure? Failure { get; set; }

    /// <summary>Whether the host could not keep the body: the server has done its work, and asking again would only do it twice.</summary>
    public bool IsLost { get; set; }

    public IReadOnlyList<string> RetryAfter => Headers.TryGetValue("retry-after", out var values) ? [.. values.OfType<string>()] : [];

    public DateTimeOffset? Date => Headers.TryGetValue("date", out var values)
        && DateTimeOffset.TryParse(values.ToString(), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    public string? Header(string name) => Headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public static Answer Head(HttpResponseMessage response)
    {
        var general = response.Headers.NonValidated;
        var content = response.Content.Headers.NonValidated;
        var headers = new KeyValuePair<string, StringValues>[general.Count + content.Count];
        var count = 0;
        foreach (var (name, values) in general)
        {
            headers[count++] = new(HeaderNames.Lower(name), Values(values));
        }

        foreach (var (name, values) in content)
        {
            headers[count++] = new(HeaderNames.Lower(name), Values(values));
        }

        return new Answer((int)response.StatusCode, new ResponseHeaders(headers));
    }

    private static StringValues Values(System.Net.Http.Headers.HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return values.ToArray();
    }
}
