using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>What a value of the format may look like that is not a plain object, array or map.</summary>
/// <param name="Expected">The sentence an error begins with.</param>
/// <param name="Kinds">The JSON kinds it accepts.</param>
internal sealed record LeafShape(string Expected, params JsonTokenType[] Kinds)
{
    /// <summary>The type whose properties its object form has.</summary>
    public Type? ObjectForm { get; init; }

    /// <summary>The type of the items its array form has.</summary>
    public Type? ItemForm { get; init; }

    /// <summary>The names it may be, for an enum.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether its converter must be asked too.</summary>
    public bool Converts { get; init; }

    /// <summary>The JSON Schema of its plain forms; object and array forms are added to it.</summary>
    public string Schema { get; init; } = "{}";

    public bool Refuses(JsonPart part) => Kinds.Length > 0 && !Kinds.Contains(part.Kind);
}
