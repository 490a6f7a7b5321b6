using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A preset by name, or the two axes.</summary>
internal sealed class StepOnFailureConverter : JsonConverter<StepOnFailure>
{
    public static string Expected { get; } =
        $"expected one of {NameList.Of(Enum.GetNames<FailurePreset>().Select(JsonNamingPolicy.CamelCase.ConvertName))}, or {{ \"retry\": …, \"continue\": … }}";

    public override StepOnFailure Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => StepOnFailure.FromPreset(ReadPreset(reader.GetString()!)),
        JsonTokenType.StartObject => ReadAxes(ref reader),
        _ => throw new JsonException(Expected),
    };

    public override void Write(Utf8JsonWriter writer, StepOnFailure value, JsonSerializerOptions options)
    {
        if (value.Preset is { } preset)
        {
            writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(preset.ToString()));
            return;
        }

        JsonSerializer.Serialize(writer, new FailureAxes { Retry = value.Retry, Continue = value.Continue }, DefinitionJsonContext.Default.FailureAxes);
    }

    private static StepOnFailure ReadAxes(ref Utf8JsonReader reader)
    {
        var axes = JsonSerializer.Deserialize(ref reader, DefinitionJsonContext.Default.FailureAxes)!;
        return new StepOnFailure { Retry = axes.Retry, Continue = axes.Continue };
    }

    private static FailurePreset ReadPreset(string name)
    {
        foreach (var preset in Enum.GetValues<FailurePreset>())
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(preset.ToString()) == name)
            {
                return preset;
            }
        }

        var hint = NearestName.Hint(name, Enum.GetNames<FailurePreset>().Select(JsonNamingPolicy.CamelCase.ConvertName));
        throw new JsonException($"{Expected}; found \"{name}\"{hint}");
    }
}

/// <summary>The object form of <see cref="StepOnFailure"/>.</summary>
internal sealed record FailureAxes
{
    public string? Retry { get; init; }

    public string? Continue { get; init; }
}
