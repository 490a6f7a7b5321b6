using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>The tests of one section of the matrix, and the one check they share.</summary>
public abstract class FaultTests
{
    private protected static StepHost Host(
        Action<HttpRequestStepsOptions>? settings = null, TimeProvider? clock = null, bool allowPrivateNetworks = true, Action<HttpRequestStepsBuilder>? build = null) => StepHost.Create(
        options =>
        {
            options.Secrets[Planted.Name] = Planted.Secret;
            settings?.Invoke(options);
        },
        build,
        clock,
        chance: 0,
        allowPrivateNetworks);

    /// <summary>
    /// Runs the step twice and holds both results to the promise of the calling test; then once more with a retry, and as a POST that may be repeated only where that is safe.
    /// </summary>
    /// <returns>The first result.</returns>
    private protected async Task<StepResult> CheckAsync(StepHost host, string definition, string? @case = null, StepInput? input = null, [CallerMemberName] string test = "")
    {
        var promise = PromiseOf(test, @case);
        var step = Planted.In(definition);
        var first = await RunAsync(host, step, promise, input);
        var second = await RunAsync(host, step, promise, input);
        Assert.Equal((first.StatusCode, first.Attempts.Count), (second.StatusCode, second.Attempts.Count));
        if (promise.Kind is not null && step["retry"] is null && step["onFailure"] is null)
        {
            await RetryAsync(host, step, promise, input);
        }

        return first;
    }

    /// <summary>Runs the step once and holds the result to the promise of the calling test.</summary>
    private protected Task<StepResult> RunAsync(StepHost host, string definition, string? @case = null, StepInput? input = null, CancellationToken cancellationToken = default, [CallerMemberName] string test = "") =>
        RunAsync(host, Planted.In(definition), PromiseOf(test, @case), input, cancellationToken);

    /// <summary>Lets the time pass that each attempt waits for, until the run is over.</summary>
    private protected static async Task<StepResult> PassingAsync(Task<StepResult> run, ManualClock clock, TimeSpan wait)
    {
        while (!run.IsCompleted)
        {
            var waited = clock.WaitedForAsync(wait);
            if (await Task.WhenAny(run, waited) == waited)
            {
                clock.Advance(wait);
            }
        }

        return await run;
    }

    private PromiseAttribute PromiseOf(string test, string? @case) =>
        Assert.Single(GetType().GetMethod(test)!.GetCustomAttributes<PromiseAttribute>(), promise => promise.Case == @case);

    private static async Task<StepResult> RunAsync(StepHost host, JsonObject step, PromiseAttribute promise, StepInput? input, CancellationToken cancellationToken = default)
    {
        using var spans = new SpanRecorder();
        var result = await host.RunAsync(step.ToJsonString(), input, cancellationToken);
        Assert.True(promise.Kind == result.Failure?.Kind, result.ToJson());
        Assert.True(promise.Kind is null || promise.Delivery == result.Failure?.Delivery, result.ToJson());
        Invariants.Hold(result, host, spans);
        return result;
    }

    private static async Task RetryAsync(StepHost host, JsonObject step, PromiseAttribute promise, StepInput? input)
    {
        step["retry"] = new JsonObject { ["maxAttempts"] = 2, ["backoff"] = "none" };
        var result = await RunAsync(host, step, promise, input);
        var wasAttempted = result.Attempts.Count > 0;
        Assert.Equal(wasAttempted ? promise.Retried == Retried.Yes ? 2 : 1 : 0, result.Attempts.Count);
        if (!wasAttempted || promise.Retried != Retried.Yes || step["method"] is not null || step["body"] is not null)
        {
            return;
        }

        step["method"] = "POST";
        step["body"] = new JsonObject { ["type"] = "urlEncoded", ["fields"] = new JsonObject { ["key"] = Planted.Liquid } };
        step["retry"]!["methods"] = "idempotent";
        result = await RunAsync(host, step, promise, input);
        Assert.Equal(promise.Delivery == DeliveryCertainty.NotSent ? 2 : 1, result.Attempts.Count);
    }
}
