using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A boolean, or the options.</summary>
internal sealed class StepRedirectsConverter : JsonConverter<StepRedirects>
{
    public const string Expected = "expected true, false, or { \"max\": 10, \"sameOriginOnly\": false }";

    public override StepRedirects Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => StepRedirects.Follow,
        JsonTokenType.False => StepRedirects.Off,
        JsonTokenType.StartObject => ReadOptions(ref reader),
        _ => throw new JsonException(Expected),
    };

    public override void Write(Utf8JsonWriter writer, StepRedirects value, JsonSerializerOptions options)
    {
        if (value == StepRedirects.Follow || value == StepRedirects.Off)
        {
            writer.WriteBooleanValue(value == StepRedirects.Follow);
            return;
        }

        JsonSerializer.Serialize(
            writer, new RedirectOptions { Max = value.Max, SameOriginOnly = value.SameOriginOnly }, DefinitionJsonContext.Default.RedirectOptions);
    }

    private static StepRedirects ReadOptions(ref Utf8JsonReader reader)
    {
        var read = JsonSerializer.Deserialize(ref reader, DefinitionJsonContext.Default.RedirectOptions)!;
        return new StepRedirects { Max = read.Max ?? StepRedirects.Follow.Max, SameOriginOnly = read.SameOriginOnly };
    }
}

/// <summary>The object form of <see cref="StepRedirects"/>.</summary>
internal sealed record RedirectOptions
{
    public int? Max { get; init; }

    public bool SameOriginOnly { get; init; }
}
