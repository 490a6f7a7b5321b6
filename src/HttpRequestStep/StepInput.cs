using System.Collections;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The variables a step is rendered with, by name.</summary>
/// <remarks>
/// Values may be null, strings, booleans, numbers, dates, <see cref="JsonElement"/>, <see cref="System.Text.Json.Nodes.JsonNode"/>,
/// dictionaries with string keys, lists of these, and <see cref="StepFile"/>. Other objects are refused: their properties would be found by reflection.
/// The names <c>secrets</c>, <c>files</c>, <c>connection</c>, <c>step</c> and <c>request</c> are the step's own.
/// </remarks>
public sealed class StepInput : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private Dictionary<string, StepFile>? _files;

    /// <summary>The id of the host's run, printed by <c>{{ run.id }}</c>.</summary>
    /// <value>Default: a new id for each execution.</value>
    public string? RunId { get; init; }

    /// <summary>The files that <c>{{ files.NAME }}</c> refers to.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, StepFile> Files => _files ??= new Dictionary<string, StepFile>(StringComparer.Ordinal);

    /// <summary>What a caller that delivers the same request again and again holds fixed.</summary>
    internal StepDelivery? Delivery { get; init; }

    internal static StepInput Empty { get; } = new();

    internal IReadOnlyDictionary<string, StepFile>? BoundFiles => _files;

    internal Dictionary<string, object?> Values => _values;

    /// <summary>Sets a variable.</summary>
    public object? this[string name]
    {
        set => _values[name] = value;
    }

    /// <summary>The properties of a JSON object as variables.</summary>
    /// <exception cref="ArgumentException">It is not an object.</exception>
    public static StepInput FromJson(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException($"The input must be a JSON object, not {json.ValueKind}.", nameof(json));
        }

        var input = new StepInput();
        foreach (var property in json.EnumerateObject())
        {
            input._values[property.Name] = property.Value;
        }

        return input;
    }

    /// <summary>The properties of a JSON object as variables.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="ArgumentException">It is not an object.</exception>
    public static StepInput FromJson(string json) => FromJson(JsonElement.Parse(json));

    /// <summary>Adds a variable.</summary>
    public void Add(string name, object? value) => _values.Add(name, value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
