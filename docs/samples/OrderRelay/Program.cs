using System.Text.Json;
using HttpRequestSteps;
using OrderRelay;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<ITenantTokens, ConfiguredTenantTokens>();
builder.Services
    .AddHttpRequestSteps(builder.Configuration.GetSection("HttpRequestSteps"))
    .AddAuthentication<TenantTokenAuthentication, TenantTokenHandler>("tenantToken");

var app = builder.Build();

// Read once, kept for good: the executor finds the compiled plan by the instance.
var definition = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "steps", "confirm-order.json"));
var confirmOrder = app.Services.GetRequiredService<StepReader>().Parse(definition);

app.MapPost("/tenants/{tenant}/orders", async (string tenant, JsonElement order, IHttpRequestStepExecutor executor, CancellationToken cancellationToken) =>
{
    var result = await executor.ExecuteAsync(confirmOrder, new StepInput { ["tenant"] = tenant, ["order"] = order }, cancellationToken);
    return Results.Json(result, statusCode: result.Outcome == StepOutcome.Failed ? StatusCodes.Status502BadGateway : StatusCodes.Status200OK);
});

await app.RunAsync();
