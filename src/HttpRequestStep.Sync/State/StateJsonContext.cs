using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>The generated contract of what the ledger holds as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SyncRowCounts))]
[JsonSerializable(typeof(RunCounters))]
[JsonSerializable(typeof(Dictionary<long, int>))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
