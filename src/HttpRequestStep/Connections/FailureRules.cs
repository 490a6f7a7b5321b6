namespace HttpRequestSteps;

/// <summary>What retry budgets and circuit breakers may say.</summary>
internal static class FailureRules
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static void Check(RetryBudget? budget, string path, ICollection<DefinitionError> errors)
    {
        if (budget?.Ratio is not (null or (>= 0 and <= 100)))
        {
            errors.Add(new DefinitionError($"{path}.ratio", "It must be from 0 to 100: the retries for each first attempt."));
        }

        if (budget is { MinimumPerSecond: < 0 })
        {
            errors.Add(new DefinitionError($"{path}.minimumPerSecond", "It must not be negative."));
        }
    }

    /// <returns>Whether it holds.</returns>
    public static bool Check(CircuitBreaker breaker, string path, ICollection<DefinitionError> errors)
    {
        var before = errors.Count;
        if (breaker.FailureRatio is not (null or (> 0 and <= 1)))
        {
            errors.Add(new DefinitionError($"{path}.failureRatio", "It must be greater than 0 and at most 1."));
        }

        if (breaker.MinimumThroughput < 2)
        {
            errors.Add(new DefinitionError($"{path}.minimumThroughput", "It must be 2 or more: one failure says nothing."));
        }

        CheckSpan(breaker.SamplingDuration, $"{path}.samplingDuration", errors);
        CheckSpan(breaker.BreakDuration, $"{path}.breakDuration", errors);
        return errors.Count == before;
    }

    private static void CheckSpan(TimeSpan? span, string path, ICollection<DefinitionError> errors)
    {
        if (span < Shortest || span > Longest)
        {
            errors.Add(new DefinitionError(path, "It must be from half a second to a day."));
        }
    }
}
