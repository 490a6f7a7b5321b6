using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A set of HTTP statuses: <c>204</c>, <c>"204"</c> or a class such as <c>"2xx"</c>.</summary>
[JsonConverter(typeof(StatusSetConverter))]
[CollectionBuilder(typeof(StatusSet), nameof(Create))]
public sealed class StatusSet : IReadOnlyList<string>, IEquatable<StatusSet>
{
    /// <summary><c>2xx</c>.</summary>
    public static StatusSet Successful { get; } = ["2xx"];

    private readonly string[] _patterns;

    private StatusSet(string[] patterns)
    {
        _patterns = patterns;
    }

    /// <inheritdoc/>
    public int Count => _patterns.Length;

    /// <inheritdoc/>
    public string this[int index] => _patterns[index];

    /// <summary>A set of statuses and classes.</summary>
    /// <exception cref="ArgumentException">One is neither.</exception>
    public static StatusSet Create(ReadOnlySpan<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (!IsPattern(pattern))
            {
                throw new ArgumentException($"'{pattern}' is neither a status (100 to 999) nor a class such as \"2xx\".", nameof(patterns));
            }
        }

        return new(patterns.ToArray());
    }

    /// <summary>Whether the status is in the set.</summary>
    public bool Contains(int status)
    {
        foreach (var pattern in _patterns)
        {
            if (Matches(pattern, status))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => _patterns.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(StatusSet? other) => other is not null && _patterns.AsSpan().SequenceEqual(other._patterns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StatusSet);

    /// <inheritdoc/>
    public override int GetHashCode() => string.Join(',', _patterns).GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _patterns);

    internal static bool IsPattern(string pattern) =>
        pattern is [>= '1' and <= '9', 'x' or 'X', 'x' or 'X'] || pattern is [>= '1' and <= '9', >= '0' and <= '9', >= '0' and <= '9'];

    private static bool Matches(string pattern, int status) => pattern[1] is 'x' or 'X'
        ? status / 100 == pattern[0] - '0'
        : status == int.Parse(pattern, CultureInfo.InvariantCulture);
}
