using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HttpRequestSteps;

/// <summary>Holds a JSON file against the contract of its type and reports every difference, each at its place.</summary>
internal sealed class DefinitionChecker(DefinitionJson json, JsonSourceText source, List<DefinitionError> errors)
{
    private static readonly string[] FileProperties = ["$schema", "version"];

    public void Check(JsonPart root, JsonTypeInfo type)
    {
        source.RememberPlace(JsonPath.Root, root.Start);
        CheckValue(root, type, JsonPath.Root);
    }

    private void CheckValue(JsonPart part, JsonTypeInfo info, string path)
    {
        if (Nullable.GetUnderlyingType(info.Type) is { } underlying)
        {
            info = json.Info(underlying);
        }

        if (LeafShapes.Find(info) is { } leaf)
        {
            CheckLeaf(part, info, leaf, path);
            return;
        }

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckObject(part, info, path);
                break;
            case JsonTypeInfoKind.Dictionary:
                CheckDictionary(part, info, path);
                break;
            case JsonTypeInfoKind.Enumerable:
                CheckItems(part, json.Info(info.ElementType!), path);
                break;
            default:
                CheckLeaf(part, info, LeafShapes.Of(info.Type), path);
                break;
        }
    }

    private void CheckLeaf(JsonPart part, JsonTypeInfo info, LeafShape leaf, string path)
    {
        if (part.Kind == JsonTokenType.StartObject && leaf.ObjectForm is { } objectForm)
        {
            CheckObject(part, json.Info(objectForm), path);
        }
        else if (part.Kind == JsonTokenType.StartArray && leaf.ItemForm is { } itemForm)
        {
            CheckItems(part, json.Info(itemForm), path);
        }
        else if (leaf.Refuses(part))
        {
            Report(path, $"{leaf.Expected}, found {part.Describe()}.", part.Start);
        }
        else if (leaf.Converts)
        {
            TryConvert(part, leaf, info, path);
        }
    }

    private void TryConvert(JsonPart part, LeafShape leaf, JsonTypeInfo info, string path)
    {
        try
        {
            JsonSerializer.Deserialize(source.Utf8.Span[part.Start..part.End], info);
        }
        catch (JsonException exception)
        {
            Report(path, Message(exception, leaf, part), part.Start);
        }
    }

    private string Message(JsonException exception, LeafShape leaf, JsonPart part)
    {
        if (leaf.Names.Count == 0)
        {
            // Our converters speak for themselves; the serializer's own words would not help an author.
            return exception.Message.StartsWith("expected", StringComparison.Ordinal) ? Capitalize(exception.Message) : $"{leaf.Expected}.";
        }

        var found = JsonSerializer.Deserialize(source.Utf8.Span[part.Start..part.End], DefinitionJsonContext.Default.String)!;
        return $"{leaf.Expected}, found \"{found}\"{NearestName.Hint(found, leaf.Names)}.";
    }

    private void CheckObject(JsonPart part, JsonTypeInfo info, string path)
    {
        if (part.Kind != JsonTokenType.StartObject)
        {
            Report(path, $"Expected an object, found {part.Describe()}.", part.Start);
            return;
        }

        if (json.Types.Family(info.Type) is { } family)
        {
            if (FindType(part, family, path) is not { } type)
            {
                return;
            }

            info = json.Info(type);
            CheckProperties(part, info, path, DefinitionJson.TypeProperty);
            return;
        }

        CheckProperties(part, info, path);
    }

    private Type? FindType(JsonPart part, IReadOnlyDictionary<string, Type> family, string path)
    {
        var typePath = JsonPath.Member(path, DefinitionJson.TypeProperty);
        if (part.Find(DefinitionJson.TypeProperty) is not { Kind: JsonTokenType.String } given)
        {
            Report(typePath, $"A \"type\" is required: one of {NameList.Of(family.Keys)}.", part.Start);
            return null;
        }

        var name = JsonSerializer.Deserialize(source.Utf8.Span[given.Start..given.End], DefinitionJsonContext.Default.String)!;
        if (family.TryGetValue(name, out var type))
        {
            source.WriteTypeName(part.Members.First(member => ReferenceEquals(member.Value, given)));
            return type;
        }

        Report(typePath, $"Unknown type \"{name}\"{NearestName.Hint(name, family.Keys)}. Known: {NameList.Of(family.Keys)}.", given.Start);
        return null;
    }

    private void CheckProperties(JsonPart part, JsonTypeInfo info, string path, string? discriminator = null)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in part.Members)
        {
            var memberPath = JsonPath.Member(path, member.Name);
            source.RememberPlace(memberPath, member.Value.Start);
            if (!seen.Add(member.Name))
            {
                Report(memberPath, $"The property \"{member.Name}\" is given twice.", member.NameStart);
            }
            else if (!string.Equals(member.Name, discriminator, StringComparison.OrdinalIgnoreCase))
            {
                CheckMember(member, info, path, memberPath);
            }
        }

        foreach (var property in info.Properties)
        {
            if (property.IsRequired && !seen.Contains(property.Name))
            {
                Report(JsonPath.Member(path, property.Name), $"The property \"{property.Name}\" is required.", part.Start);
            }
        }
    }

    private void CheckMember(JsonMember member, JsonTypeInfo info, string path, string memberPath)
    {
        var property = info.Properties.FirstOrDefault(property => string.Equals(property.Name, member.Name, StringComparison.OrdinalIgnoreCase));
        if (property is not null)
        {
            CheckProperty(member.Value, property, memberPath);
        }
        else if (path != JsonPath.Root || !FileProperties.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
        {
            var names = info.Properties.Select(known => known.Name).ToArray();
            Report(memberPath, $"Unknown property \"{member.Name}\"{NearestName.HintOrAll(member.Name, names)}.", member.NameStart);
        }
        else if (member.Name.Equals("version", StringComparison.OrdinalIgnoreCase))
        {
            CheckVersion(member.Value, memberPath);
        }
    }

    private void CheckVersion(JsonPart part, string path)
    {
        if (source.Utf8.Span[part.Start..part.End] is not ([(byte)'1'] or [(byte)'"', (byte)'1', (byte)'"']))
        {
            Report(path, "This version of the software reads version 1 of the format.", part.Start);
        }
    }

    private void CheckProperty(JsonPart part, JsonPropertyInfo property, string path)
    {
        if (part.IsNull && property.PropertyType != typeof(TextTree) && property.PropertyType != typeof(JsonElement))
        {
            if (property.IsRequired || (property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null))
            {
                Report(path, $"The property \"{property.Name}\" must not be null.", part.Start);
            }
        }
        else
        {
            CheckValue(part, json.Info(property.PropertyType), path);
        }
    }

    private void CheckDictionary(JsonPart part, JsonTypeInfo info, string path)
    {
        if (part.Kind != JsonTokenType.StartObject)
        {
            Report(path, $"Expected an object, found {part.Describe()}.", part.Start);
            return;
        }

        var element = json.Info(info.ElementType!);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in part.Members)
        {
            var memberPath = JsonPath.Member(path, member.Name);
            source.RememberPlace(memberPath, member.Value.Start);
            if (!seen.Add(member.Name))
            {
                Report(memberPath, $"\"{member.Name}\" is given twice.", member.NameStart);
            }
            else if (!member.Value.IsNull || !IsNullable(element.Type))
            {
                CheckValue(member.Value, element, memberPath);
            }
        }
    }

    // Only query values may be null (DEFINITIONS section 1); there a null is left out.
    private static bool IsNullable(Type element) => element == typeof(TextList);

    private void CheckItems(JsonPart part, JsonTypeInfo element, string path)
    {
        if (part.Kind != JsonTokenType.StartArray)
        {
            Report(path, $"Expected an array, found {part.Describe()}.", part.Start);
            return;
        }

        for (var i = 0; i < part.Items.Count; i++)
        {
            var itemPath = JsonPath.Item(path, i);
            source.RememberPlace(itemPath, part.Items[i].Start);
            CheckValue(part.Items[i], element, itemPath);
        }
    }

    private void Report(string path, string message, int offset) => errors.Add(source.At(new DefinitionError(path, message), offset));

    private static string Capitalize(string message) => char.ToUpperInvariant(message[0]) + message[1..] + ".";
}
