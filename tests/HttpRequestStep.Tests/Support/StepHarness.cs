using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>A host of steps for one test: loopback allowed, logs collected, time and chance chosen.</summary>
internal sealed class StepHarness : IDisposable
{
    private readonly ServiceProvider _services;

    public StepHarness(Action<HttpRequestStepsOptions>? configure = null, Action<HttpRequestStepsBuilder>? extend = null, FakeTimeProvider? time = null, double? chance = null, bool allowPrivate = true)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(Logs));
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
        if (time is not null)
        {
            services.AddSingleton<TimeProvider>(time);
        }

        if (chance is { } number)
        {
            services.AddSingleton<Chance>(new FixedChance(number));
        }

        var builder = services.AddHttpRequestSteps(options =>
        {
            options.Egress.AllowPrivateNetworks = allowPrivate;
            configure?.Invoke(options);
        });
        extend?.Invoke(builder);
        _services = services.BuildServiceProvider();
    }

    public FakeLogCollector Logs { get; } = FakeLogCollector.Create(new FakeLogCollectorOptions());

    public IServiceProvider Services => _services;

    public IHttpRequestStepExecutor Executor => _services.GetRequiredService<IHttpRequestStepExecutor>();

    public StepReader Reader => _services.GetRequiredService<StepReader>();

    public Task<StepResult> RunAsync(string definition, string input = "{}", CancellationToken cancellationToken = default) =>
        Executor.ExecuteAsync(Reader.Parse(definition), StepInput.FromJson(input), cancellationToken);

    public Task<RenderedRequestPreview> RenderAsync(string definition, string input = "{}") =>
        Executor.RenderAsync(Reader.Parse(definition), StepInput.FromJson(input));

    public void Dispose() => _services.Dispose();

    private sealed class FixedChance(double number) : Chance
    {
        public override double NextDouble() => number;
    }
}
