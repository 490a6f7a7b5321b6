using System.Text.Json;

namespace HttpRequestSteps.Benchmarks;

/// <summary>One call that every lane makes: POST with a templated URL, three headers, a bearer token and a JSON body of 1 KB; a small JSON answer, parsed.</summary>
internal static class Workload
{
    public const string Token = "token-0123456789-0123456789";

    public const int Total = 4200;

    public static readonly string Note = new('n', 900);

    public static readonly byte[] AnswerBytes = """{"id":"42","status":"created","total":4200}"""u8.ToArray();

    public static readonly JsonElement InputJson = JsonElement.Parse($$"""
        { "order": { "id": "42", "customer": "Ann Example", "total": {{Total}}, "note": "{{Note}}" }, "trace": "trace-0001" }
        """);

    /// <summary>The definition of the call; everything a careful author would switch on.</summary>
    public static HttpRequestStep Step(string baseUrl) => new StepReader().Parse($$$"""
        {
          "name": "create-order",
          "method": "POST",
          "url": "{{{baseUrl}}}/v1/orders/{{ order.id }}",
          "headers": { "X-Trace": "{{ trace }}", "X-App": "bench", "Accept": "application/json" },
          "authentication": { "type": "bearer", "token": "{{{Token}}}" },
          "body": { "type": "json", "value": { "id": "{{ order.id }}", "customer": "{{ order.customer }}", "total": "{{ order.total }}", "note": "{{ order.note }}" } },
          "retry": { "maxAttempts": 3 },
          "timeout": 30,
          "totalTimeout": 100
        }
        """);

    public static int Check(JsonElement answer)
    {
        var total = answer.GetProperty("total").GetInt32();
        return total == Total ? total : throw new InvalidOperationException("The lane did not get the answer.");
    }
}

/// <summary>The order as a typed program would hold it.</summary>
public sealed record Order(string Id, string Customer, int Total, string Note);

/// <summary>The answer as a typed program would read it.</summary>
public sealed record Created(string Id, string Status, int Total);
