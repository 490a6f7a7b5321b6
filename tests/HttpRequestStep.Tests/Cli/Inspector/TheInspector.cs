using System.Text.Json;
using System.Threading.Channels;
using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

/// <summary>A running inspector, a client for it, and its exchanges.</summary>
internal sealed class TheInspector : IAsyncDisposable
{
    private readonly Channel<(RecordedRequest Request, RecordedAnswer Answer)> _exchanges =
        Channel.CreateUnbounded<(RecordedRequest, RecordedAnswer)>();

    private TheInspector()
    {
    }

    public InspectorServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public static async Task<TheInspector> StartAsync(InspectorOptions? options = null, string? script = null)
    {
        var the = new TheInspector();
        options = (options ?? new()) with
        {
            Script = script is null ? null : ScriptReader.Read(script).Script,
            Exchanged = (request, answer) => the._exchanges.Writer.TryWrite((request, answer)),
        };
        the.Server = await InspectorServer.StartAsync(options, CancellationToken.None);
        the.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = the.Server.Address };
        return the;
    }

    public async Task<(RecordedRequest Request, RecordedAnswer Answer)> ExchangeAsync() => await _exchanges.Reader.ReadAsync();

    public async Task<JsonElement> JsonAsync(string path)
    {
        var response = await Client.GetAsync(path);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    public async Task<int> StatusAsync(string path, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        using var response = await Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async Task<int[]> StatusesAsync(string path, int count)
    {
        var statuses = new int[count];
        for (var index = 0; index < count; index++)
        {
            statuses[index] = await StatusAsync(path);
        }

        return statuses;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
