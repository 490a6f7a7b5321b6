namespace HttpRequestSteps;

/// <summary>The built-in retry strategies, by name.</summary>
internal static class RetryStrategies
{
    public const string Never = "never";
    public const string ServerErrors = "serverErrors";
    public const string Transient = "transient";
    public const string AllErrors = "allErrors";

    public static readonly KeyValuePair<string, IRetryStrategy>[] BuiltIn =
    [
        new(Never, new Predicate(static _ => false)),
        new(ServerErrors, new Predicate(static outcome => outcome.IsServerError)),
        new(Transient, new Predicate(static outcome => outcome.IsTransient)),
        new(AllErrors, new Predicate(static outcome => outcome.Kind is not null)),
    ];

    private sealed class Predicate(Func<AttemptOutcome, bool> shouldRetry) : IRetryStrategy
    {
        public bool ShouldRetry(in AttemptOutcome outcome) => shouldRetry(outcome);
    }
}
