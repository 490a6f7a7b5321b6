namespace HttpRequestSteps;

/// <summary>The built-in continue strategies, by name.</summary>
internal static class ContinueStrategies
{
    public const string Never = "never";
    public const string ClientErrors = "clientErrors";
    public const string AllErrors = "allErrors";

    public static readonly KeyValuePair<string, IContinueStrategy>[] BuiltIn =
    [
        new(Never, new Predicate(static _ => false)),
        new(ClientErrors, new Predicate(static outcome => outcome.IsClientError)),
        new(AllErrors, new Predicate(static outcome => outcome.Kind is not (null or FailureKind.Cancelled or FailureKind.Invalid))),
    ];

    private sealed class Predicate(Func<AttemptOutcome, bool> shouldContinue) : IContinueStrategy
    {
        public bool ShouldContinue(in AttemptOutcome outcome) => shouldContinue(outcome);
    }
}
