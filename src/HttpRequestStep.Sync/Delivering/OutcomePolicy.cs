namespace HttpRequestSteps.Sync;

/// <summary>The one place that says what a result means for the rows that were sent.</summary>
internal static class OutcomePolicy
{
    public static PieceOutcome Of(StepResult result, ChangeKind change)
    {
        if (result.Succeeded)
        {
            return PieceOutcome.Delivered;
        }

        var failure = result.Failure!;
        return failure.Kind switch
        {
            FailureKind.Cancelled => PieceOutcome.Cancelled,
            FailureKind.Status => OfStatus(result, change),
            FailureKind.Template or FailureKind.Invalid => PieceOutcome.Rejected,
            FailureKind.TooLarge when failure.Delivery == DeliveryCertainty.NotSent => PieceOutcome.TooLarge,
            FailureKind.Authentication or FailureKind.Blocked => PieceOutcome.Refused,
            FailureKind.RateLimited => PieceOutcome.Throttled,

            // A redirect that is not followed is answered: the destination did not take the rows.
            FailureKind.Redirect => PieceOutcome.Refused,
            _ => failure.Delivery == DeliveryCertainty.NotSent ? PieceOutcome.Undelivered : PieceOutcome.Ambiguous,
        };
    }

    private static PieceOutcome OfStatus(StepResult result, ChangeKind change) => result.StatusCode switch
    {
        404 or 410 when change == ChangeKind.Removed => PieceOutcome.Delivered,
        429 => PieceOutcome.Throttled,
        503 when result.Headers.ContainsKey("retry-after") => PieceOutcome.Throttled,
        400 or 406 or 409 or 412 or 416 or 422 or 424 or 428 => PieceOutcome.Rejected,
        410 => PieceOutcome.Rejected,
        413 => PieceOutcome.TooLarge,
        408 or 425 => PieceOutcome.Undelivered,
        >= 500 => PieceOutcome.Ambiguous,
        _ => PieceOutcome.Refused,
    };
}
