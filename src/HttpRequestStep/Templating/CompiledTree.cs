using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>JSON in which strings are compiled texts. Written as a tree, so that no value can become structure.</summary>
internal abstract class CompiledTree
{
    /// <summary>Whether it can render to an object, as far as can be seen before.</summary>
    public virtual bool MayBeObject => false;

    public abstract void Write(Utf8JsonWriter writer, TemplateScope scope);

    public static CompiledTree? Compile(JsonElement json, string path, Func<Text, string, CompiledText?> compile) => json.ValueKind switch
    {
        JsonValueKind.Object => ObjectNode.Of(json, path, compile),
        JsonValueKind.Array => ArrayNode.Of(json, path, compile),
        JsonValueKind.String => compile(json.GetString()!, path) is { } text ? Leaf(text) : null,
        JsonValueKind.Undefined => new ConstantNode("null"),
        _ => new ConstantNode(json.GetRawText()),
    };

    private static CompiledTree Leaf(CompiledText text) =>
        text.Constant is { } constant ? new ConstantNode(JsonText.Of(constant)) : text.Single is not null ? new TypedNode(text) : new StringNode(text);

    private sealed class ConstantNode(string json) : CompiledTree
    {
        private readonly byte[] _utf8 = System.Text.Encoding.UTF8.GetBytes(json);

        public override void Write(Utf8JsonWriter writer, TemplateScope scope) => writer.WriteRawValue(_utf8, skipInputValidation: true);
    }

    private sealed class TypedNode(CompiledText text) : CompiledTree
    {
        public override bool MayBeObject => true;

        public override void Write(Utf8JsonWriter writer, TemplateScope scope)
        {
            var value = text.Value(scope);
            try
            {
                value.WriteTo(writer);
            }
            catch (TemplateException exception)
            {
                throw TemplateFailures.At(text.Path, exception, scope);
            }
        }
    }

    private sealed class StringNode(CompiledText text) : CompiledTree
    {
        public override void Write(Utf8JsonWriter writer, TemplateScope scope)
        {
            var buffer = TextBuffer.Rent(scope.Frame.MaxRenderedSize);
            try
            {
                text.Render(scope, buffer.Plain);
                JsonText.WriteText(writer, buffer.Span);
            }
            catch (Exception exception) when (exception is ArgumentException or TemplateException)
            {
                throw TemplateFailures.At(text.Path, exception, scope);
            }
            finally
            {
                buffer.Return();
            }
        }
    }

    private sealed class ObjectNode((JsonEncodedText Name, CompiledTree Value)[] members) : CompiledTree
    {
        public override bool MayBeObject => true;

        public static ObjectNode Of(JsonElement json, string path, Func<Text, string, CompiledText?> compile)
        {
            var members = new List<(JsonEncodedText, CompiledTree)>();
            foreach (var property in json.EnumerateObject())
            {
                if (Compile(property.Value, JsonPath.Member(path, property.Name), compile) is { } value)
                {
                    members.Add((JsonEncodedText.Encode(property.Name, JsonText.WriterOptions.Encoder), value));
                }
            }

            return new ObjectNode([.. members]);
        }

        public override void Write(Utf8JsonWriter writer, TemplateScope scope)
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                value.Write(writer, scope);
            }

            writer.WriteEndObject();
        }
    }

    private sealed class ArrayNode(CompiledTree[] items) : CompiledTree
    {
        public static ArrayNode Of(JsonElement json, string path, Func<Text, string, CompiledText?> compile)
        {
            var items = new List<CompiledTree>();
            foreach (var item in json.EnumerateArray())
            {
                if (Compile(item, JsonPath.Item(path, items.Count), compile) is { } value)
                {
                    items.Add(value);
                }
            }

            return new ArrayNode([.. items]);
        }

        public override void Write(Utf8JsonWriter writer, TemplateScope scope)
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                item.Write(writer, scope);
            }

            writer.WriteEndArray();
        }
    }
}
