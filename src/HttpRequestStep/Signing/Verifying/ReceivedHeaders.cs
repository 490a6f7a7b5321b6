namespace HttpRequestSteps;

/// <summary>The headers of a received request, by name.</summary>
internal sealed class ReceivedHeaders
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.OrdinalIgnoreCase);

    public ReceivedHeaders(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (!_values.TryGetValue(name, out var values))
            {
                _values[name] = values = [];
            }

            values.Add(Trim(value));
        }
    }

    /// <summary>The one value of a header, or why there is not one.</summary>
    public VerificationFailure? TrySingle(string name, out string value)
    {
        value = string.Empty;
        if (!_values.TryGetValue(name, out var values))
        {
            return VerificationFailure.MissingHeader;
        }

        value = values[0];
        return values.Count > 1 ? VerificationFailure.AmbiguousHeader : null;
    }

    /// <summary>The values of a header as one list, or null when it is not there.</summary>
    public string? Joined(string name) => _values.TryGetValue(name, out var values) ? string.Join(", ", values) : null;

    // A folded line counts as one with a blank (RFC 9110, section 5.5).
    private static string Trim(string? value) => value is null
        ? string.Empty
        : (value.Contains('\n', StringComparison.Ordinal) ? string.Join(' ', value.Split("\r\n").Select(static line => line.Trim(' ', '\t'))) : value).Trim(' ', '\t');
}
