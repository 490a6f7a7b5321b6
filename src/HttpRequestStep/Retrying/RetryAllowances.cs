namespace HttpRequestSteps;

/// <summary>The allowance of every destination: those of connections as long as their settings stay, those of origins as long as they are among the last that were used.</summary>
internal sealed class RetryAllowances(TimeProvider time)
{
    private const int MostOrigins = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Origin, LinkedListNode<(Origin Origin, RetryAllowance Allowance)>> _ofOrigins = [];
    private readonly LinkedList<(Origin Origin, RetryAllowance Allowance)> _byUse = new();

    public int Origins
    {
        get
        {
            lock (_lock)
            {
                return _ofOrigins.Count;
            }
        }
    }

    /// <summary>That of a connection: the one it had, if its budget did not change.</summary>
    public RetryAllowance Of(RetryBudget budget, RetryAllowance? former) => former?.Budget == budget ? former : new RetryAllowance(budget, time);

    public RetryAllowance Of(StepExecution execution) =>
        execution.Plan.Connection?.RetryAllowance ?? Of(execution.Plan.Url.Origin ?? Origin.Of(execution.Request.Uri), execution.Plan.Settings.Options.Defaults.RetryBudget);

    public RetryAllowance Of(Origin origin, RetryBudget budget)
    {
        lock (_lock)
        {
            if (_ofOrigins.TryGetValue(origin, out var node))
            {
                _byUse.Remove(node);
                if (node.Value.Allowance.Budget == budget)
                {
                    _byUse.AddFirst(node);
                    return node.Value.Allowance;
                }
            }

            var allowance = new RetryAllowance(budget, time);
            _ofOrigins[origin] = _byUse.AddFirst((origin, allowance));
            if (_byUse.Count > MostOrigins)
            {
                _ofOrigins.Remove(_byUse.Last!.Value.Origin);
                _byUse.RemoveLast();
            }

            return allowance;
        }
    }
}
