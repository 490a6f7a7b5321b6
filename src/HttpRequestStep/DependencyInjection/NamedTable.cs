namespace HttpRequestSteps;

/// <summary>One table of names for one extension point: built-ins and the host's own, duplicates refused.</summary>
internal sealed class NamedTable<T>
    where T : class
{
    private readonly string _what;
    private readonly Dictionary<string, T> _entries = new(StringComparer.Ordinal);

    public NamedTable(string what, IEnumerable<KeyValuePair<string, T>> entries)
    {
        _what = what;
        foreach (var (name, entry) in entries)
        {
            if (!_entries.TryAdd(name, entry))
            {
                throw new InvalidOperationException($"The {what} \"{name}\" is registered twice. Known: {NameList.Of(_entries.Keys)}.");
            }
        }
    }

    public T? Find(string name) => _entries.GetValueOrDefault(name);

    public string Unknown(string name) => $"Unknown {_what} \"{name}\"{NearestName.Hint(name, _entries.Keys)}. Known: {NameList.Of(_entries.Keys)}.";
}
