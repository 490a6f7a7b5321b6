using System.Globalization;
using System.Text;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>Writes docs/reliability.md from the tests.</summary>
internal static class ReliabilityPage
{
    private const string Promised = """
        # Reliability

        <!-- Generated from tests/HttpRequestStep.Faults.Tests: WRITE_DOCS=1 dotnet test tests/HttpRequestStep.Faults.Tests --filter ReliabilityPageTests -->

        **What is promised.** Whatever a server, a proxy, a definition or a value does, `ExecuteAsync` returns a result: its `failure` has one of the listed kinds and says whether the server can have acted
        (`notSent`, `unknown`, `answered`). It returns at its timeout, which no byte prolongs; it reads no more than its cap; it closes the connection of an attempt that was cut off. The attempts are complete and in order.
        No secret appears in the result, the exception, the logs or the traces, unless the server itself sent it back. The same fault gives the same outcome again. Each row below is a test against a real server,
        proxy or TLS peer; those of steps mostly run twice, and then, as said in the column *retried*, with a `retry`: a POST with `"methods": "idempotent"` and without a key is repeated only where nothing was sent. Those named `…_InOwnNetwork`
        run in a network namespace with routes, addresses and a name server of their own, public ones too; they are skipped, with the reason, where the machine gives none.

        Whatever a source, a destination, a disk or the end of a process does to a sync, its run returns a report or is gone on with by the next: no row is lost, a row comes twice only if its request was under way,
        with the same key and the same bytes, and nothing is sent of a source that was not read to its end. Rows about syncs say their outcome in words; *delivery* and *retried* are about single steps.

        **What is not promised.** That a request whose delivery is `unknown` was or was not acted upon: only an idempotency key that the server knows helps. That a request is retried: without `retry` nothing is.
        A retry budget is that of one process, and bounds nothing below its floor of ten retries a second; nothing protects a destination that is slow but answers, but the circuit breaker that a connection may have.
        The head of an answer has no clock but that of the attempt, 100 s unless it is set. A connection that is still being made when its attempt ends is given up up to 5 s later, and a step under way outlives the host
        that is disposed. Time that a host's own code takes on its thread is not bounded, nor that of a store which reads a body with blocking calls. Memory is bounded by the caps; these tests do not measure it,
        but the benchmark lane `attack-lanes` does: an answer that is made to fill it takes the cap and at most 33 MB more.
        That a sync delivers a row once only: it delivers at least once. That the ledger of a sync survives what its disk does to it: it is found damaged where SQLite finds it so.

        """;

    public static string Write()
    {
        var page = new StringBuilder(Promised.ReplaceLineEndings("\n"));
        var tested = FaultRow.All.Count;
        var missing = MatrixSection.All.Sum(static section => section.Missing.Length);
        page.Append(CultureInfo.InvariantCulture, $"\n{tested + missing} rows: {tested} with a test ({FaultRow.All.Count(static row => row.Difference is not null)} of them differ from what the matrix first asked for, and say how), {missing} without one.\n");
        foreach (var section in MatrixSection.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Title}\n\n| | fault | outcome | delivery | retried | test |\n|---|---|---|---|---|---|\n");
            for (var number = section.First; number <= section.Last; number++)
            {
                Append(page, section, number);
            }
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, MatrixSection section, int number)
    {
        if (FaultRow.All.SingleOrDefault(row => row.Number == number) is { } row)
        {
            var differs = row.Difference is null ? string.Empty : $"<br>Differs: {row.Difference}";
            page.Append(CultureInfo.InvariantCulture, $"| {number} | {row.Fault}{differs} | {Join(row, Outcome)} | {Join(row, Delivery)} | {Join(row, Retry)} | {string.Join("<br>", row.Tests.Select(static test => $"`{test}`"))} |\n");
        }
        else
        {
            var missing = section.Missing.Single(row => row.Number == number);
            page.Append(CultureInfo.InvariantCulture, $"| {number} | {missing.Fault} | | | | {missing.Reason} |\n");
        }
    }

    private static string Join(FaultRow row, Func<PromiseAttribute, string> text) => string.Join("<br>", row.Promises.Select(text));

    private static string Outcome(PromiseAttribute promise) =>
        $"{(promise.Case is null ? string.Empty : promise.Case + ": ")}{(promise.Kind is { } kind ? $"`{Name(kind.ToString())}`" : promise.Outcome ?? "succeeds")}{(promise.Note is null ? string.Empty : ", " + promise.Note)}";

    private static string Delivery(PromiseAttribute promise) => promise.Kind is null ? "\u2013" : $"`{Name(promise.Delivery.ToString())}`";

    private static string Retry(PromiseAttribute promise) => promise.Kind is null ? "\u2013" : promise.Retried == Retried.Yes ? "yes" : "no";

    private static string Name(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
