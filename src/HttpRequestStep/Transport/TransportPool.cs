namespace HttpRequestSteps;

/// <summary>One long-lived socket handler for each profile, in a bounded pool: the one used longest ago gives way.</summary>
internal sealed class TransportPool(TransportWarnings warnings, AddressResolver resolver, TimeProvider time) : IDisposable
{
    private const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<TransportProfile, LinkedListNode<PooledTransport>> _byProfile = [];
    private readonly LinkedList<PooledTransport> _byUse = new();
    private volatile PooledTransport? _last;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byProfile.Count;
            }
        }
    }

    /// <summary>The transport of a profile; return it with <see cref="PooledTransport.Release"/> when the answer is read.</summary>
    public PooledTransport Rent(TransportProfile profile)
    {
        // Most hosts have one profile; then there is neither a lock nor a look-up.
        if (_last is { } last && ReferenceEquals(last.Profile, profile) && last.TryRent())
        {
            return last;
        }

        lock (_lock)
        {
            var transport = FindOrAdd(profile);
            transport.TryRent();
            _last = transport;
            return transport;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var transport in _byUse)
            {
                transport.Dispose();
            }

            _byUse.Clear();
            _byProfile.Clear();
            _last = null;
        }
    }

    private PooledTransport FindOrAdd(TransportProfile profile)
    {
        if (_byProfile.TryGetValue(profile, out var node))
        {
            warnings.Look(node.Value);
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }

        var dialer = new Dialer(profile.Egress, profile.Proxy is not null, resolver, time);
        var handler = SocketTransport.Create(profile, dialer);
        var transport = new PooledTransport(profile, dialer, handler);
        warnings.Look(transport);
        _byProfile[profile] = _byUse.AddFirst(transport);
        if (_byUse.Count > Capacity)
        {
            Evict(_byUse.Last!);
        }

        return transport;
    }

    private void Evict(LinkedListNode<PooledTransport> node)
    {
        _byUse.Remove(node);
        _byProfile.Remove(node.Value.Profile);
        node.Value.Dispose();
    }
}
