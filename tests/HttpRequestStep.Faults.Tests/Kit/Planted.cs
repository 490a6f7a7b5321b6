using System.Text.Json.Nodes;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A secret that every step of these tests carries in its query and its headers, and that must not be seen anywhere.</summary>
internal static class Planted
{
    public const string Name = "planted";
    public const string Secret = "pl4nted-s3cret";
    public const string Liquid = "{{ secrets.planted }}";

    /// <summary>The definition with the secret in all places that it leaves free.</summary>
    public static JsonObject In(string definition)
    {
        var step = JsonNode.Parse(definition)!.AsObject();
        step["query"] ??= new JsonObject { ["key"] = Liquid };
        step["headers"] ??= new JsonObject { ["X-Planted"] = Liquid };
        if (step["connection"] is null)
        {
            step["authentication"] ??= new JsonObject { ["type"] = "bearer", ["token"] = Liquid };
        }

        return step;
    }

    /// <summary>Nothing of these may hold the secret.</summary>
    public static void IsNotIn(params IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Assert.DoesNotContain(Secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
