namespace HttpRequestSteps;

/// <summary>A value of a structured field (RFC 8941) with its parameters.</summary>
/// <param name="Value">A string, <see cref="StructuredToken"/>, long, bool, byte array, or an array of items: an inner list.</param>
/// <param name="Parameters">The parameters, in their order, each name once.</param>
internal sealed record StructuredItem(object Value, IReadOnlyList<KeyValuePair<string, object>> Parameters)
{
    public object? Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}
