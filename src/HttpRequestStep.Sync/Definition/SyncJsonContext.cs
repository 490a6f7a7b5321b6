using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>The generated contract of sync definitions and reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(DurationConverter)])]
[JsonSerializable(typeof(SyncDefinition))]
[JsonSerializable(typeof(CsvSource))]
[JsonSerializable(typeof(JsonLinesSource))]
[JsonSerializable(typeof(JsonSource))]
[JsonSerializable(typeof(SqlSource))]
[JsonSerializable(typeof(HttpSource))]
[JsonSerializable(typeof(LinkPagination))]
[JsonSerializable(typeof(NextUrlPagination))]
[JsonSerializable(typeof(CursorPagination))]
[JsonSerializable(typeof(PagePagination))]
[JsonSerializable(typeof(OffsetPagination))]
[JsonSerializable(typeof(SyncReport))]
[JsonSerializable(typeof(IReadOnlyList<SyncRunSummary>))]
[JsonSerializable(typeof(IReadOnlyList<SyncRequest>))]
internal sealed partial class SyncJsonContext : JsonSerializerContext
{
    // Made when first asked for: Default is initialized in the generated part, after this one.
    public static SyncJsonContext Report => field ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
