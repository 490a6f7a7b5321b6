using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace HttpRequestSteps;

/// <summary>Describes a definition type as JSON Schema 2020-12, from the same contract that reads and checks it.</summary>
/// <param name="json">The contract.</param>
/// <param name="describe">The description of a property or type, or null.</param>
internal sealed class SchemaWriter(DefinitionJson json, Func<object, string?> describe)
{
    private readonly SortedDictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);

    /// <summary>The schema of a file.</summary>
    /// <param name="type">What the file holds.</param>
    /// <param name="id">The name of the schema.</param>
    /// <param name="wrapper">The property the value stands under, or null.</param>
    public JsonObject Write(Type type, string id, string? wrapper = null)
    {
        var root = ObjectSchema(json.Info(type));
        if (wrapper is not null)
        {
            root = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { [wrapper] = root }, ["required"] = new JsonArray(wrapper) };
        }
        else
        {
            var properties = root["properties"]!.AsObject();
            properties.Insert(0, "$schema", new JsonObject { ["type"] = "string" });
            properties.Insert(1, "version", new JsonObject { ["enum"] = new JsonArray(1, "1") });
        }

        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", id);
        root["$defs"] = new JsonObject(_definitions.Select(definition => new KeyValuePair<string, JsonNode?>(definition.Key, definition.Value)));
        return root;
    }

    private JsonObject Schema(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = json.Info(type);
        if (LeafShapes.Find(info) is { } leaf)
        {
            return LeafSchema(leaf);
        }

        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Reference(info),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = Element(info.ElementType!) },
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = Schema(info.ElementType!) },
            _ => LeafSchema(LeafShapes.Of(type)),
        };
    }

    // A query value may be null; then it is left out.
    private JsonObject Element(Type type) => type == typeof(TextList)
        ? new JsonObject { ["anyOf"] = new JsonArray(Schema(type), new JsonObject { ["type"] = "null" }) }
        : Schema(type);

    private JsonObject LeafSchema(LeafShape leaf)
    {
        var plain = JsonNode.Parse(leaf.Schema)!.AsObject();
        if (leaf.ObjectForm is null && leaf.ItemForm is null)
        {
            return plain;
        }

        var forms = new JsonArray();
        if (plain.Count > 0)
        {
            forms.Add((JsonNode)plain);
        }

        if (leaf.ObjectForm is { } objectForm)
        {
            forms.Add((JsonNode)Reference(json.Info(objectForm)));
        }

        if (leaf.ItemForm is { } itemForm)
        {
            forms.Add((JsonNode)new JsonObject { ["type"] = "array", ["items"] = Schema(itemForm) });
        }

        return new JsonObject { ["anyOf"] = forms };
    }

    private JsonObject Reference(JsonTypeInfo info)
    {
        var name = Camel(info.Type.Name);
        if (!_definitions.ContainsKey(name))
        {
            _definitions[name] = [];
            _definitions[name] = json.Types.Family(info.Type) is { } family ? FamilySchema(info, family) : ObjectSchema(info);
        }

        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }

    private JsonObject FamilySchema(JsonTypeInfo info, IReadOnlyDictionary<string, Type> family)
    {
        var schema = Described(info.Type);
        schema["type"] = "object";
        schema["properties"] = new JsonObject { [DefinitionJson.TypeProperty] = new JsonObject { ["enum"] = new JsonArray([.. family.Keys.Select(name => JsonValue.Create(name))]) } };
        schema["required"] = new JsonArray(DefinitionJson.TypeProperty);
        schema["allOf"] = new JsonArray([.. family.Select(member => Branch(member.Key, member.Value))]);
        return schema;
    }

    private JsonObject Branch(string name, Type type)
    {
        var then = ObjectSchema(json.Info(type));
        then["properties"]!.AsObject().Insert(0, DefinitionJson.TypeProperty, new JsonObject { ["const"] = name });
        return new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { [DefinitionJson.TypeProperty] = new JsonObject { ["const"] = name } } },
            ["then"] = then,
        };
    }

    private JsonObject ObjectSchema(JsonTypeInfo info)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in info.Properties)
        {
            var name = NameOf(info, property);
            properties[name] = Property(property);
            if (property.IsRequired)
            {
                required.Add((JsonNode?)name);
            }
        }

        var schema = Described(info.Type);
        schema["type"] = "object";
        schema["properties"] = properties;
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["additionalProperties"] = false;
        return schema;
    }

    private JsonObject Property(JsonPropertyInfo property)
    {
        var schema = Schema(property.PropertyType);
        if (property.AttributeProvider is { } member && describe(member) is { } description)
        {
            schema.Insert(0, "description", description);
        }

        return schema;
    }

    private JsonObject Described(Type type) => describe(type) is { } description ? new JsonObject { ["description"] = description } : [];

    // appsettings are written in PascalCase; reading ignores case.
    private static string NameOf(JsonTypeInfo info, JsonPropertyInfo property) =>
        info.Type == typeof(StepConnection) || info.Type.Name.EndsWith("Options", StringComparison.Ordinal) && info.Type != typeof(RedirectOptions)
            ? char.ToUpperInvariant(property.Name[0]) + property.Name[1..]
            : property.Name;

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
