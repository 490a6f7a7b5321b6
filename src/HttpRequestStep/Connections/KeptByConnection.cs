namespace HttpRequestSteps;

/// <summary>What is kept for each connection: it outlives a reload of settings that did not change it, and begins anew with those that did.</summary>
internal sealed class KeptByConnection<TSettings, TKept>(Func<string, TSettings, TKept> create)
    where TSettings : IEquatable<TSettings>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (TSettings Settings, TKept Kept)> _entries = new(StringComparer.OrdinalIgnoreCase);

    public TKept Find(string connection, TSettings settings)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(connection, out var entry) || !entry.Settings.Equals(settings))
            {
                entry = (settings, create(connection, settings));
                _entries[connection] = entry;
            }

            return entry.Kept;
        }
    }
}
