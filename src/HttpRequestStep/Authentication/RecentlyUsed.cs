namespace HttpRequestSteps;

/// <summary>Values by key, up to a number of them; the one used longest ago gives way. Thread-safe.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>> _byKey = [];
    private readonly LinkedList<KeyValuePair<TKey, TValue>> _byUse = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byKey.Count;
            }
        }
    }

    public TValue? Find(TKey key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Value;
        }
    }

    /// <summary>Puts a value in the place of what is there, or takes it away when there is to be none.</summary>
    public void Change(TKey key, Func<TValue?, TValue?> change)
    {
        lock (_lock)
        {
            var value = change(_byKey.TryGetValue(key, out var node) ? node.Value.Value : null);
            Remove(node);
            if (value is not null)
            {
                _byKey[key] = _byUse.AddFirst(new KeyValuePair<TKey, TValue>(key, value));
            }

            if (_byKey.Count > capacity)
            {
                Remove(_byUse.Last);
            }
        }
    }

    private void Remove(LinkedListNode<KeyValuePair<TKey, TValue>>? node)
    {
        if (node is not null)
        {
            _byUse.Remove(node);
            _byKey.Remove(node.Value.Key);
        }
    }
}
