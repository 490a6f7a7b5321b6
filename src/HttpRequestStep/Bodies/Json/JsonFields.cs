using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>Merges fields into the top level of a JSON object that is rendered.</summary>
internal static class JsonFields
{
    // What is rendered may be nested as deep as definition and input together.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>The body with the fields of the credentials, if they have any.</summary>
    /// <exception cref="StepFailureException">It is no object.</exception>
    public static PooledBody MergeInto(PooledBody body, RenderContext context) => context.BodyFields.IsEmpty ? body : Merge(body, context);

    /// <summary>The object with the fields, as a new body; the given one is given back.</summary>
    private static PooledBody Merge(PooledBody body, RenderContext context)
    {
        using (body)
        using (var json = JsonDocument.Parse(body.Memory!.Value, Options))
        {
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw BodyFields.NoCredentials("they are fields of the body, and the body is not a JSON object.");
            }

            var merged = new PooledBody(context.MaxRequestSize) { ContentType = body.ContentType };
            try
            {
                Write(json.RootElement, context.BodyFields, merged);
                return merged;
            }
            catch
            {
                merged.Dispose();
                throw;
            }
        }
    }

    private static void Write(JsonElement json, BodyFields fields, PooledBody merged)
    {
        using var writer = new Utf8JsonWriter(merged, JsonText.WriterOptions);
        writer.WriteStartObject();
        foreach (var property in json.EnumerateObject())
        {
            if (!fields.Replaces(property.Name))
            {
                property.WriteTo(writer);
            }
        }

        foreach (var (name, value) in fields.All)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
