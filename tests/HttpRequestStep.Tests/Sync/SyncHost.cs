using System.Runtime.CompilerServices;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A host with syncs and a state folder of its own.</summary>
internal sealed class SyncHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _folder;
    private readonly bool _isOwner;

    private SyncHost(ServiceProvider services, SyncHost? earlier)
    {
        _services = services;
        _folder = earlier?._folder ?? Directory.CreateTempSubdirectory("syncs-");
        _isOwner = earlier is null;
    }

    public IServiceProvider Services => _services;

    public string Folder => _folder.FullName;

    public string StateFolder => Path.Combine(Folder, "state");

    public ISyncEngine Engine => _services.GetRequiredService<ISyncEngine>();

    public SyncReader Reader => _services.GetRequiredService<SyncReader>();

    /// <summary>A host; with an earlier one, one on its folder, as a new process would be.</summary>
    public static SyncHost Create(Action<IServiceCollection>? configure = null, SyncHost? earlier = null)
    {
        var services = new ServiceCollection();
        services.AddHttpRequestSteps(options => options.Egress.AllowPrivateNetworks = true);
        services.AddHttpRequestSyncs();
        configure?.Invoke(services);
        return new SyncHost(services.BuildServiceProvider(), earlier);
    }

    public void Write(string file, string content) => File.WriteAllText(Path.Combine(Folder, file), content);

    public void Write(string file, byte[] content) => File.WriteAllBytes(Path.Combine(Folder, file), content);

    public SyncDefinition Parse(string json) => Reader.Parse(json);

    public Task<SyncReport> RunAsync(string json, SyncRunOptions? options = null, CancellationToken cancellationToken = default) => RunAsync(Parse(json), options, cancellationToken);

    public Task<SyncReport> RunAsync(SyncDefinition definition, SyncRunOptions? options = null, CancellationToken cancellationToken = default) =>
        Engine.RunAsync(definition, (options ?? new SyncRunOptions()) with { StateDirectory = StateFolder, BaseDirectory = Folder }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_isOwner)
        {
            _folder.Delete(recursive: true);
        }
    }
}

/// <summary>Rows that a test makes up.</summary>
internal static class TestRows
{
    public static readonly RowSchema Contact = new("id", "name", "city");

    public static RowsSource Of(params IEnumerable<(int Id, string Name, string City)> rows) => new(token => Async(rows.Select(row => new Row(Contact, row.Id, row.Name, row.City)), token));

    public static RowsSource Numbered(int count, string name = "n") => Of(Enumerable.Range(1, count).Select(id => (id, name + id, "Berlin")));

    public static async IAsyncEnumerable<Row> Async(IEnumerable<Row> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }
}
