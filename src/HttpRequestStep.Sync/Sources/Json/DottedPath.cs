using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>A path of property names with dots between them; an empty one is the value itself.</summary>
internal static class DottedPath
{
    public const string Expected = "Expected names with dots between them, such as data.items.";

    public static bool IsPath(string? path) => string.IsNullOrEmpty(path) || path.Split('.').All(name => name.Length > 0);

    public static string[] Names(string? path) => path is null ? [] : path.Split('.', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What stands at the path, or null when nothing does.</summary>
    public static JsonElement? Find(JsonElement json, string? path)
    {
        foreach (var name in Names(path))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json;
    }
}
