using System.Text.Json.Serialization;
using HttpRequestSteps.Sync;

namespace ArticleIndex;

/// <summary>What a definition writes: <c>{ "type": "articles", "folder": "…" }</c>.</summary>
public sealed record ArticleSource : SyncSource
{
    /// <summary>The folder of the articles, relative to the definition's base folder.</summary>
    public required string Folder { get; init; }
}

/// <summary>How it is written in JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ArticleSource))]
internal sealed partial class ArticleJson : JsonSerializerContext;
