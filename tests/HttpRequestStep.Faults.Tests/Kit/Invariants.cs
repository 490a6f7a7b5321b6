namespace HttpRequestSteps.Tests.Faults;

/// <summary>What holds for every result, whatever went wrong.</summary>
internal static class Invariants
{
    /// <summary>The trail of attempts is complete and agrees with the failure; nothing shows the planted secret.</summary>
    public static void Hold(StepResult result, StepHost host, SpanRecorder spans)
    {
        Assert.Equal(Enumerable.Range(1, result.Attempts.Count), result.Attempts.Select(static attempt => attempt.Number));
        Assert.All(result.Attempts, static attempt => Assert.True(attempt.Duration >= TimeSpan.Zero));
        Assert.All(result.Attempts.SkipLast(1), static attempt => Assert.NotNull(attempt.Kind));
        if (result.Failure is { } failure)
        {
            Agrees(result, failure);
        }
        else
        {
            Assert.Null(result.Attempts[^1].Kind);
        }

        var thrown = Record.Exception(result.EnsureSucceeded);
        Assert.Equal(result.Succeeded, thrown is null);
        Planted.IsNotIn([result.ToJson(), result.Url ?? string.Empty, thrown?.ToString() ?? string.Empty, result.Failure?.ToString() ?? string.Empty, spans.Text, .. host.Logs.GetSnapshot().Select(static record => $"{record.Message} {record.Exception}")]);
    }

    private static void Agrees(StepResult result, StepFailure failure)
    {
        Assert.NotEmpty(failure.Message);
        if (result.Attempts is [.., var last])
        {
            // A wait that the caller ends belongs to no attempt.
            Assert.True(failure.Kind == last.Kind || failure.Kind == FailureKind.Cancelled, $"the failure is {failure.Kind}, the last attempt {last.Kind}");
            Assert.Equal(result.Attempts.Max(static attempt => attempt.Delivery != DeliveryCertainty.NotSent), failure.Delivery != DeliveryCertainty.NotSent);
        }
        else
        {
            Assert.Equal(DeliveryCertainty.NotSent, failure.Delivery);
        }
    }
}
