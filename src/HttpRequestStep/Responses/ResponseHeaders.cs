using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace HttpRequestSteps;

/// <summary>The headers of an answer under lower-case names, in the order they came. Look-ups ignore case.</summary>
public sealed class ResponseHeaders : IReadOnlyDictionary<string, StringValues>
{
    /// <summary>No headers.</summary>
    public static ResponseHeaders Empty { get; } = new([]);

    private readonly KeyValuePair<string, StringValues>[] _headers;

    internal ResponseHeaders(KeyValuePair<string, StringValues>[] headers)
    {
        _headers = headers;
    }

    /// <inheritdoc/>
    public int Count => _headers.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _headers.Select(header => header.Key);

    /// <inheritdoc/>
    public IEnumerable<StringValues> Values => _headers.Select(header => header.Value);

    /// <summary>The values of a header.</summary>
    /// <exception cref="KeyNotFoundException">The answer has no such header.</exception>
    public StringValues this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The answer has no header '{key}'.");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
    {
        foreach (var header in _headers)
        {
            if (string.Equals(header.Key, key, StringComparison.OrdinalIgnoreCase))
            {
                value = header.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => _headers.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
