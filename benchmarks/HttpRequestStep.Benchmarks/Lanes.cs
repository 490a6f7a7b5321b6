using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Flurl.Http;
using Microsoft.Extensions.DependencyInjection;
using Refit;
using RestSharp;
using RestSharp.Serializers.Json;

namespace HttpRequestSteps.Benchmarks;

/// <summary>The same call by every means a .NET program would use, over a given transport.</summary>
internal sealed class Lanes : IDisposable
{
    private readonly string _baseUrl;
    private readonly HttpClient _bare;
    private readonly HttpClient _resilient;
    private readonly FlurlClient _flurl;
    private readonly RestClient _restSharp;
    private readonly IOrders _refit;
    private readonly ServiceProvider _services;
    private readonly IHttpRequestStepExecutor _executor;
    private readonly HttpRequestStep _step;

    public Lanes(string baseUrl, Func<HttpMessageHandler>? transport)
    {
        _baseUrl = baseUrl;
        _bare = new HttpClient(Handler(transport));
        _flurl = new FlurlClient(new HttpClient(Handler(transport)));
        _restSharp = new RestClient(new HttpClient(Handler(transport)), configureSerialization: s => s.UseSystemTextJson());
        _refit = RestService.For<IOrders>(new HttpClient(Handler(transport)) { BaseAddress = new Uri(baseUrl) });
        _services = CreateServices(transport);
        _resilient = _services.GetRequiredService<IHttpClientFactory>().CreateClient("resilient");
        _executor = _services.GetRequiredService<IHttpRequestStepExecutor>();
        _step = Workload.Step(baseUrl);
    }

    public static StepInput Input { get; } = StepInput.FromJson(Workload.InputJson);

    public Task<int> BareAsync() => ByHandAsync(_bare);

    public Task<int> ResilientAsync() => ByHandAsync(_resilient);

    public async Task<int> StepAsync()
    {
        var result = await _executor.ExecuteAsync(_step, Input);
        return Workload.Check(result.EnsureSucceeded().Body.Json);
    }

    public async Task<int> FlurlAsync()
    {
        var order = Workload.InputJson.GetProperty("order");
        var answer = await _flurl.Request(_baseUrl, "v1", "orders", order.GetProperty("id").GetString())
            .WithHeader("X-Trace", "trace-0001").WithHeader("X-App", "bench").WithHeader("Accept", "application/json")
            .WithOAuthBearerToken(Workload.Token)
            .PostJsonAsync(OrderOf(order))
            .ReceiveJson<Created>();
        return answer.Total;
    }

    public async Task<int> RestSharpAsync()
    {
        var order = Workload.InputJson.GetProperty("order");
        var request = new RestRequest($"{_baseUrl}/v1/orders/{order.GetProperty("id").GetString()}", Method.Post)
            .AddHeader("X-Trace", "trace-0001").AddHeader("X-App", "bench").AddHeader("Accept", "application/json")
            .AddHeader("Authorization", "Bearer " + Workload.Token)
            .AddJsonBody(OrderOf(order));
        var answer = await _restSharp.ExecuteAsync<Created>(request);
        return answer.Data!.Total;
    }

    public async Task<int> RefitAsync()
    {
        var order = Workload.InputJson.GetProperty("order");
        var answer = await _refit.Create(order.GetProperty("id").GetString()!, "trace-0001", "Bearer " + Workload.Token, OrderOf(order));
        return answer.Total;
    }

    public void Dispose()
    {
        _bare.Dispose();
        _resilient.Dispose();
        _flurl.Dispose();
        _restSharp.Dispose();
        _services.Dispose();
    }

    private static HttpMessageHandler Handler(Func<HttpMessageHandler>? transport) => transport?.Invoke() ?? new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };

    private static ServiceProvider CreateServices(Func<HttpMessageHandler>? transport)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("resilient").RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(() => Handler(transport)).AddStandardResilienceHandler();
        var steps = services.AddHttpRequestSteps(options => options.Egress.AllowPrivateNetworks = true);
        if (transport is not null)
        {
            steps.HttpClient.ConfigurePrimaryHttpMessageHandler(transport);
        }

        return services.BuildServiceProvider();
    }

    private static Order OrderOf(JsonElement order) =>
        new(order.GetProperty("id").GetString()!, order.GetProperty("customer").GetString()!, order.GetProperty("total").GetInt32(), order.GetProperty("note").GetString()!);

    /// <summary>What a step does for this call, written by hand: interpolate, serialize, send, parse.</summary>
    private async Task<int> ByHandAsync(HttpClient client)
    {
        var order = Workload.InputJson.GetProperty("order");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_baseUrl}/v1/orders/{Uri.EscapeDataString(order.GetProperty("id").GetString()!)}");
        request.Headers.TryAddWithoutValidation("X-Trace", Workload.InputJson.GetProperty("trace").GetString());
        request.Headers.TryAddWithoutValidation("X-App", "bench");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Workload.Token);
        request.Content = new ByteArrayContent(Body(order));
        request.Content.Headers.ContentType = JsonType;
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return Workload.Check(answer.RootElement);
    }

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private static byte[] Body(JsonElement order)
    {
        using var stream = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var name in (ReadOnlySpan<string>)["id", "customer", "total", "note"])
            {
                writer.WritePropertyName(name);
                order.GetProperty(name).WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}

/// <summary>The API as Refit wants it.</summary>
public interface IOrders
{
    /// <summary>Creates an order.</summary>
    [Post("/v1/orders/{id}")]
    [Headers("X-App: bench", "Accept: application/json")]
    Task<Created> Create(string id, [Header("X-Trace")] string trace, [Header("Authorization")] string authorization, [Body] Order order);
}
