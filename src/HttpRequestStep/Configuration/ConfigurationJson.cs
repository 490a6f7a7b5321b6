using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;

namespace HttpRequestSteps;

/// <summary>Writes a configuration section as the JSON it stands for. Configuration knows only strings; the contract of the type tells numbers, booleans and arrays.</summary>
/// <remarks>In free JSON (a json body, a schema) every leaf stays a string there; <c>{{ 42 }}</c> makes a number.</remarks>
internal sealed class ConfigurationJson(DefinitionJson json)
{
    public ReadOnlyMemory<byte> Write(IConfiguration section, Type type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteValue(writer, section, json.Info(type));
        }

        return buffer.WrittenMemory;
    }

    private void WriteValue(Utf8JsonWriter writer, IConfiguration section, JsonTypeInfo? info)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0 && section is IConfigurationSection leaf)
        {
            WriteLeaf(writer, leaf.Value, info?.Type, info?.Kind ?? JsonTypeInfoKind.None);
        }
        else if (children.Length > 0 && IsArray(children, info))
        {
            WriteItems(writer, children, info);
        }
        else
        {
            WriteMembers(writer, children, info);
        }
    }

    private void WriteItems(Utf8JsonWriter writer, IConfigurationSection[] children, JsonTypeInfo? info)
    {
        var element = ElementOf(info);
        writer.WriteStartArray();
        foreach (var child in children.OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture)))
        {
            WriteValue(writer, child, element);
        }

        writer.WriteEndArray();
    }

    private void WriteMembers(Utf8JsonWriter writer, IConfigurationSection[] children, JsonTypeInfo? info)
    {
        var members = MembersOf(info, children);
        writer.WriteStartObject();
        foreach (var child in children)
        {
            writer.WritePropertyName(child.Key);
            var property = members?.Properties.FirstOrDefault(property => string.Equals(property.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            WriteValue(writer, child, property is not null ? json.Info(property.PropertyType) : members is null ? ElementOf(info) : null);
        }

        writer.WriteEndObject();
    }

    private JsonTypeInfo? MembersOf(JsonTypeInfo? info, IConfigurationSection[] children)
    {
        if (info is null)
        {
            return null;
        }

        if (LeafShapes.Find(info.Type)?.ObjectForm is { } form)
        {
            return json.Info(form);
        }

        if (json.Types.Family(info.Type) is not { } family)
        {
            return info.Kind == JsonTypeInfoKind.Object ? info : null;
        }

        var name = children.FirstOrDefault(child => child.Key.Equals(DefinitionJson.TypeProperty, StringComparison.OrdinalIgnoreCase))?.Value;
        return name is not null && family.TryGetValue(name, out var type) ? json.Info(type) : info;
    }

    private JsonTypeInfo? ElementOf(JsonTypeInfo? info)
    {
        if (info is null)
        {
            return null;
        }

        if (LeafShapes.Find(info.Type)?.ItemForm is { } item)
        {
            return json.Info(item);
        }

        return info.ElementType is { } element ? json.Info(element) : null;
    }

    private static bool IsArray(IConfigurationSection[] children, JsonTypeInfo? info) =>
        info?.Kind is not (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary)
        && children.Select(child => child.Key).Order(StringComparer.Ordinal)
            .SequenceEqual(Enumerable.Range(0, children.Length).Select(index => index.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal));

    private static void WriteLeaf(Utf8JsonWriter writer, string? value, Type? type, JsonTypeInfoKind kind)
    {
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (string.IsNullOrEmpty(value) && kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary)
        {
            // An empty JSON object, or a section that is not there.
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
        else if (value is null)
        {
            writer.WriteNullValue();
        }
        else if (value.Length == 0 && kind is JsonTypeInfoKind.Enumerable)
        {
            // An empty JSON array reaches configuration as an empty string.
            writer.WriteStartArray();
            writer.WriteEndArray();
        }
        else if ((type == typeof(bool) || type == typeof(StepRedirects)) && bool.TryParse(value, out var boolean))
        {
            writer.WriteBooleanValue(boolean);
        }
        else if (type is not null && IsNumber(type) && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    private static bool IsNumber(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(TimeSpan) || type == typeof(ByteSize);
}
