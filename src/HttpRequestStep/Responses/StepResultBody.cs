using System.Buffers;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The body of an answer, as it was read.</summary>
public sealed class StepResultBody
{
    /// <summary>No body.</summary>
    public static StepResultBody None { get; } = new(StepResultBodyKind.None);

    private readonly JsonElement _json;
    private readonly object? _value;

    private StepResultBody(StepResultBodyKind kind, object? value = null, JsonElement json = default)
    {
        Kind = kind;
        _value = value;
        _json = json;
    }

    /// <summary>What kind of body it is.</summary>
    public StepResultBodyKind Kind { get; }

    /// <summary>The parsed JSON.</summary>
    /// <exception cref="InvalidOperationException">The body is of another kind.</exception>
    public JsonElement Json => Kind == StepResultBodyKind.Json ? _json : throw Wrong(StepResultBodyKind.Json);

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">The body is of another kind.</exception>
    public string Text => Kind == StepResultBodyKind.Text ? (string)_value! : throw Wrong(StepResultBodyKind.Text);

    /// <summary>The bytes of a binary body; written as base64 in JSON.</summary>
    /// <exception cref="InvalidOperationException">The body is of another kind.</exception>
    public ReadOnlySequence<byte> Bytes => Kind == StepResultBodyKind.Binary ? (ReadOnlySequence<byte>)_value! : throw Wrong(StepResultBodyKind.Binary);

    /// <summary>The reference under which the host's file store keeps the body.</summary>
    /// <exception cref="InvalidOperationException">The body is of another kind.</exception>
    public string File => Kind == StepResultBodyKind.File ? (string)_value! : throw Wrong(StepResultBodyKind.File);

    internal static StepResultBody FromJson(JsonElement json) => new(StepResultBodyKind.Json, json: json);

    internal static StepResultBody FromText(string text) => new(StepResultBodyKind.Text, text);

    internal static StepResultBody FromBytes(ReadOnlySequence<byte> bytes) => new(StepResultBodyKind.Binary, bytes);

    internal static StepResultBody FromFile(string reference) => new(StepResultBodyKind.File, reference);

    private InvalidOperationException Wrong(StepResultBodyKind asked) => new($"The body is of kind {Kind}, not {asked}.");
}
