using System.Collections.Concurrent;

namespace HttpRequestSteps;

/// <summary>Lower-case header names, made once for each name servers use; bounded, since servers choose them.</summary>
internal static class HeaderNames
{
    private const int Capacity = 1024;

    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    public static string Lower(string name)
    {
        if (Names.TryGetValue(name, out var lower))
        {
            return lower;
        }

        lower = name.ToLowerInvariant();
        if (Names.Count < Capacity)
        {
            Names.TryAdd(name, lower);
        }

        return lower;
    }
}
