using System.Text.Json;
using HttpRequestSteps.Sync;
using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>Whole runs against a real server: what is sent, when, and what is known afterwards.</summary>
public sealed class SyncEngineTests
{
    private static string Contacts(TestServer server, string more = "") => $$$"""
        {
          "name": "contacts",
          "source": { "type": "csv", "path": "contacts.csv" },
          "primaryKey": "id",
          "triggers": {
            "added": { "batchSize": 100, "step": { "method": "POST", "url": "{{{server.Url}}}/contacts/batch", "body": { "type": "json", "value": "{{ rows }}" } } },
            "changed": { "step": { "method": "PUT", "url": "{{{server.Url}}}/contacts/{{ row.id }}", "body": { "type": "json", "value": { "name": "{{ row.name }}", "city": "{{ row.city }}" } } } },
            "removed": { "step": { "method": "DELETE", "url": "{{{server.Url}}}/contacts/{{ row.id }}?name={{ row.name }}" } }
          }{{{more}}}
        }
        """;

    [Fact]
    public async Task Added_changed_and_removed_rows_become_requests_and_the_rest_none()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        host.Write("contacts.csv", "id,name,city\n1,Ada,London\n2,Bob,Paris\n3,Cid,Rome\n");
        var first = await host.RunAsync(Contacts(server));
        Assert.Equal((SyncOutcome.Succeeded, null), (first.Outcome, first.Message));
        Assert.Equal(new SyncRowCounts { Read = 3, Added = 3 }, first.Rows);
        Assert.Equal(new SyncTriggerCounts { Delivered = 3, Requests = 1 }, first.Triggers["added"]);
        var batch = Assert.Single(server.Seen);
        Assert.Equal(["Ada", "Bob", "Cid"], JsonElement.Parse(batch.Text).EnumerateArray().Select(row => row.GetProperty("name").GetString()!).Order());
        Assert.NotNull(batch.Header("Idempotency-Key"));

        host.Write("contacts.csv", "city,id,name\nRome,3,Cid\nLondon,1,Ada L.\nOslo,4,Dag\n");
        var second = await host.RunAsync(Contacts(server));
        Assert.Equal((SyncOutcome.Succeeded, null), (second.Outcome, second.Message));
        Assert.Equal(new SyncRowCounts { Read = 3, Unchanged = 1, Added = 1, Changed = 1, Removed = 1 }, second.Rows);
        Assert.Equal(
            ["DELETE /contacts/2?name=Bob ", """POST /contacts/batch [{"city":"Oslo","id":"4","name":"Dag"}]""", """PUT /contacts/1 {"name":"Ada L.","city":"London"}"""],
            server.Seen.Skip(1).Select(request => $"{request.Method} {request.Target} {request.Text}").Order());

        var third = await host.RunAsync(Contacts(server));
        Assert.Equal(new SyncRowCounts { Read = 3, Unchanged = 3 }, third.Rows);
        Assert.Equal(4, server.Seen.Count);
    }
}
