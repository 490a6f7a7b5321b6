using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A destination that judges each request by the ids in it, and keeps a model of the rows it took.</summary>
internal sealed class JudgingServer : IAsyncDisposable
{
    private JudgingServer(Func<int[], int> status)
    {
        Status = status;
    }

    public TestServer Server { get; private set; } = null!;

    public Func<int[], int> Status { get; set; }

    /// <summary>Whether it takes the rows whatever it answers.</summary>
    public bool TakesAlways { get; set; }

    public ConcurrentDictionary<int, string> Model { get; } = new();

    public IEnumerable<int> Taken => Model.Keys;

    public static async Task<JudgingServer> StartAsync(Func<int[], int> status)
    {
        var judge = new JudgingServer(status);
        judge.Server = await TestServer.StartAsync(judge.AnswerAsync);
        return judge;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        // The body is read already; it is the last seen of this key.
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var request = Server.Seen.Last(seen => seen.Method == context.Request.Method && (key.Length == 0 || seen.Header("Idempotency-Key") == key));
        var json = JsonElement.Parse(request.Text);
        JsonElement[] rows = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        var status = Status([.. rows.Select(row => row.GetProperty("id").GetInt32())]);
        context.Response.StatusCode = status;
        if (status < 300 || TakesAlways)
        {
            foreach (var row in rows)
            {
                Apply(context.Request.Method, row);
            }
        }

        return Task.CompletedTask;
    }

    private void Apply(string method, JsonElement row)
    {
        var id = row.GetProperty("id").GetInt32();
        if (method == "DELETE")
        {
            Model.TryRemove(id, out _);
        }
        else
        {
            Model[id] = row.GetProperty("name").GetString()!;
        }
    }
}
