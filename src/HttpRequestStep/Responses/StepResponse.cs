using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>How the answer is read and checked.</summary>
public sealed record StepResponse
{
    /// <summary>What the body is read as.</summary>
    /// <value>Default: <see cref="ResponseType.Auto"/>.</value>
    public ResponseType Type { get; init; }

    /// <summary>A JSON Schema (2020-12) that the parsed body must meet.</summary>
    /// <value>Default: none.</value>
    public JsonElement? Schema { get; init; }

    /// <summary>Whether a body that does not meet the schema fails the step or is only reported.</summary>
    /// <value>Default: <see cref="SchemaMismatch.Fail"/>.</value>
    public SchemaMismatch OnSchemaMismatch { get; init; }

    /// <summary>The largest body accepted, counted after decoding.</summary>
    /// <value>Default: 10 MB for parsed bodies, the host's limit for files.</value>
    public ByteSize? MaxSize { get; init; }
}
