using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>One field of a mapping: where it goes, and one of <see cref="From"/>, <see cref="Value"/> and <see cref="Template"/>.</summary>
public sealed record MappingField
{
    /// <summary>The path: <c>customer.tags[0]</c>; a name with dots or brackets is written <c>['a.b']</c>.</summary>
    public required string To { get; init; }

    /// <summary>The column of the row to take.</summary>
    public string? From { get; init; }

    /// <summary>A constant, any JSON.</summary>
    public JsonElement Value { get; init; }

    /// <summary>Liquid, with <c>row</c> in scope.</summary>
    public Text? Template { get; init; }

    /// <summary>What the value becomes. A null stays one.</summary>
    /// <value>Default: <see cref="MappingType.Auto"/>.</value>
    public MappingType As { get; init; }
}
