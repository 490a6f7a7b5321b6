using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>One value of a JSON file with its place, so that an error can point at it.</summary>
internal sealed class JsonPart
{
    public required JsonTokenType Kind { get; init; }

    /// <summary>The byte offset of the value.</summary>
    public required int Start { get; init; }

    /// <summary>The byte offset behind the value.</summary>
    public int End { get; set; }

    public List<JsonMember> Members { get; } = [];

    public List<JsonPart> Items { get; } = [];

    public bool IsNull => Kind == JsonTokenType.Null;

    public JsonPart? Find(string name)
    {
        foreach (var member in Members)
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }

    /// <summary>A plain word for what the value is.</summary>
    public string Describe() => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}

/// <summary>A property of a JSON object, with the byte offset of its name.</summary>
internal readonly record struct JsonMember(string Name, int NameStart, JsonPart Value);
