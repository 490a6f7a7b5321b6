using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JsonKind = System.Text.Json.JsonTokenType;

namespace HttpRequestSteps;

/// <summary>The table of <see cref="LeafShape"/>s: read by the checker, the configuration reader and the schema writer alike.</summary>
internal static class LeafShapes
{
    private static readonly Dictionary<Type, LeafShape> Special = new()
    {
        [typeof(Text)] = new(Sentence(TextConverter.Expected), JsonKind.String) { ObjectForm = typeof(TextForm), Schema = """{"type":"string"}""" },
        [typeof(TextList)] = new("Expected a text or an array of texts", JsonKind.String)
        {
            ObjectForm = typeof(TextForm),
            ItemForm = typeof(Text),
            Schema = """{"type":"string"}""",
        },
        [typeof(TextTree)] = new("Expected any JSON"),
        [typeof(JsonElement)] = new("Expected any JSON"),
        [typeof(TimeSpan)] = new(Sentence(DurationConverter.Expected), JsonKind.Number, JsonKind.String)
        {
            Converts = true,
            Schema = """{"anyOf":[{"type":"number","minimum":0},{"type":"string","pattern":"^\\d+(\\.\\d+)?\\s*(ms|s|m|h)$"}]}""",
        },
        [typeof(ByteSize)] = new(Sentence(SizeConverter.Expected), JsonKind.Number, JsonKind.String)
        {
            Converts = true,
            Schema = """{"anyOf":[{"type":"integer","minimum":0},{"type":"string","pattern":"^\\d+(\\.\\d+)?\\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)$"}]}""",
        },
        [typeof(StatusSet)] = new(Sentence(StatusSetConverter.Expected), JsonKind.StartArray)
        {
            Converts = true,
            Schema = """{"type":"array","items":{"anyOf":[{"type":"integer","minimum":100,"maximum":999},{"type":"string","pattern":"^[1-9](xx|XX|\\d\\d)$"}]}}""",
        },
        [typeof(StepOnFailure)] = new(Sentence(StepOnFailureConverter.Expected), JsonKind.String)
        {
            ObjectForm = typeof(FailureAxes),
            Converts = true,
            Schema = """{"enum":["stop","doNotRetry","retryOnAllErrors","retryOnServerErrors","continueOnAllErrors","continueOnClientErrors"]}""",
        },
        [typeof(StepRedirects)] = new(Sentence(StepRedirectsConverter.Expected), JsonKind.True, JsonKind.False)
        {
            ObjectForm = typeof(RedirectOptions),
            Schema = """{"type":"boolean"}""",
        },
        [typeof(HttpSignatureAlgorithm)] = OfNames(HttpSignatureAlgorithms.Names),
        [typeof(RateLimits)] = new("Expected a rate limit or an array of them") { ObjectForm = typeof(RateLimit), ItemForm = typeof(RateLimit) },
        [typeof(string)] = new("Expected a string", JsonKind.String) { Schema = """{"type":"string"}""" },
        [typeof(bool)] = new("Expected true or false", JsonKind.True, JsonKind.False) { Schema = """{"type":"boolean"}""" },
        [typeof(int)] = new("Expected a whole number", JsonKind.Number) { Converts = true, Schema = """{"type":"integer"}""" },
        [typeof(long)] = new("Expected a whole number", JsonKind.Number) { Converts = true, Schema = """{"type":"integer"}""" },
        [typeof(double)] = new("Expected a number", JsonKind.Number) { Converts = true, Schema = """{"type":"number"}""" },
    };

    private static readonly ConcurrentDictionary<Type, LeafShape> Others = new();

    /// <summary>The shape of a type that has one of its own, else null.</summary>
    public static LeafShape? Find(Type type) => Special.GetValueOrDefault(type);

    /// <summary>The same for a type whose converter tells its shape.</summary>
    public static LeafShape? Find(JsonTypeInfo info) => Find(info.Type) ?? (info.Converter as IShapedConverter)?.Shape;

    /// <summary>The shape of any leaf type, a host's own included.</summary>
    public static LeafShape Of(Type type) => Find(type) ?? Others.GetOrAdd(type, Make);

    private static LeafShape Make(Type type)
    {
        if (!type.IsEnum)
        {
            return new LeafShape("Expected another value") { Converts = true };
        }

        return OfNames([.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)]);
    }

    private static LeafShape OfNames(IReadOnlyList<string> names)
    {
        return new LeafShape($"Expected one of {NameList.Of(names)}", JsonKind.String)
        {
            Converts = true,
            Names = names,
            Schema = $$"""{"enum":[{{string.Join(',', names.Select(name => $"\"{name}\""))}}]}""",
        };
    }

    private static string Sentence(string expected) => char.ToUpperInvariant(expected[0]) + expected[1..];
}

/// <summary>The object form of a <see cref="Text"/>.</summary>
internal sealed record TextForm
{
    public required string Value { get; init; }

    public bool Secret { get; init; }
}
