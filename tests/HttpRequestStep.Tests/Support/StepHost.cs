using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>A host application with HTTP request steps. Private networks are open unless a test says otherwise: its servers are on the loopback.</summary>
internal sealed class StepHost : IAsyncDisposable
{
    // Only a broken test ever waits that long: it fails instead of hanging.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private StepHost(ServiceProvider services)
    {
        Services = services;
    }

    public ServiceProvider Services { get; }

    public IHttpRequestStepExecutor Executor => Services.GetRequiredService<IHttpRequestStepExecutor>();

    public StepReader Reader => Services.GetRequiredService<StepReader>();

    public FakeLogCollector Logs => Services.GetFakeLogCollector();

    public static StepHost Create(
        Action<HttpRequestStepsOptions>? settings = null, Action<HttpRequestStepsBuilder>? build = null, TimeProvider? clock = null, double? chance = null, bool allowPrivateNetworks = true)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
        if (clock is not null)
        {
            services.AddSingleton(clock);
        }

        if (chance is { } number)
        {
            services.AddSingleton<Chance>(new FixedChance(number));
        }

        var builder = services.AddHttpRequestSteps(options =>
        {
            options.Egress.AllowPrivateNetworks = allowPrivateNetworks;
            settings?.Invoke(options);
        });
        build?.Invoke(builder);
        return new StepHost(services.BuildServiceProvider());
    }

    /// <summary>A host whose settings are written as JSON, as in appsettings.json.</summary>
    public static StepHost FromSettings(string json, TimeProvider? clock = null, Action<HttpRequestStepsBuilder>? build = null) => Create(
        options =>
        {
            var errors = new List<DefinitionError>();
            var source = JsonSourceText.Read(System.Text.Encoding.UTF8.GetBytes(json), errors)!;
            var read = BuiltIns.Json.Read<HttpRequestStepsOptions>(source, source.Root, errors, static _ => []);
            Assert.Empty(errors);
            options.Connections = read!.Connections;
            options.Secrets = read.Secrets;
            options.Limits = read.Limits;
            options.Defaults = read.Defaults;
        },
        build,
        clock);

    public Task<StepResult> RunAsync(string step, StepInput? input = null, CancellationToken cancellationToken = default) =>
        RunAsync(Reader.Parse(step), input, cancellationToken);

    public Task<StepResult> RunAsync(HttpRequestStep step, StepInput? input = null, CancellationToken cancellationToken = default) =>
        Executor.ExecuteAsync(step, input, cancellationToken).WaitAsync(Patience, CancellationToken.None);

    public Task<RenderedRequestPreview> RenderAsync(string step, StepInput? input = null) => Executor.RenderAsync(Reader.Parse(step), input);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    private sealed class FixedChance(double number) : Chance
    {
        public override double NextDouble() => number;
    }
}

/// <summary>Shorthands for definitions and results.</summary>
internal static class Steps
{
    /// <summary>The definition with <c>http://server</c> meaning this server.</summary>
    public static string At(this string definition, TestServer server) => definition.Replace("http://server", server.Url, StringComparison.Ordinal);

    public static string At(this string definition, RawServer server) => definition.Replace("http://server", server.Url, StringComparison.Ordinal);

    public static StepInput Input(string json) => StepInput.FromJson(json);

    /// <summary>A port on which nothing listens.</summary>
    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static void Fails(this StepResult result, FailureKind kind, DeliveryCertainty delivery, string message)
    {
        Assert.NotNull(result.Failure);
        Assert.Equal((kind, delivery), (result.Failure.Kind, result.Failure.Delivery));
        Assert.Contains(message, result.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(StepOutcome.Failed, result.Outcome);
    }

    public static StepResult Succeeds(this StepResult result)
    {
        Assert.True(result.Succeeded, result.ToJson());
        return result;
    }

    public static JsonElement AsJson(this StepResult result) => JsonElement.Parse(result.ToJson());

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
