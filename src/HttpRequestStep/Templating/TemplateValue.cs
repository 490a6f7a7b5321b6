using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What an expression evaluates to. JSON of the input stays where it is: it is neither boxed nor made a string on the way to its place.</summary>
internal readonly struct TemplateValue
{
    // Stands in the place of the object when the value is JSON: to compare a reference costs less than to ask the JSON what it is.
    private static readonly object JsonMark = new();

    private readonly object? _object;
    private readonly JsonElement _json;

    private TemplateValue(object? value, JsonElement json)
    {
        _object = value;
        _json = json;
    }

    /// <summary>The value as the object it is.</summary>
    public object? Object => IsJson ? _json : _object;

    /// <summary>The value if it is text by itself, else null.</summary>
    public string? Text => IsJson ? _json.ValueKind == JsonValueKind.String ? _json.GetString() : null : _object as string;

    /// <summary>The value as the object it is, or null when it is JSON of the input.</summary>
    public object? Plain => IsJson ? null : _object;

    private bool IsJson => ReferenceEquals(_object, JsonMark);

    /// <summary>Nothing at all: a name that no one has given a value. Nil is a value.</summary>
    public static TemplateValue Undefined => new(UndefinedValue.Instance, default);

    public bool IsUndefined => ReferenceEquals(_object, UndefinedValue.Instance);

    public bool IsNull => IsJson ? _json.ValueKind == JsonValueKind.Null : TemplateValues.IsNull(_object);

    /// <summary>The value if it is JSON of the input.</summary>
    public bool TryJson(out JsonElement json)
    {
        json = _json;
        return IsJson;
    }

    public static TemplateValue Of(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? default : new(JsonMark, json);

    public static TemplateValue Of(object? value) => value is JsonElement json ? Of(json) : new(value, default);

    /// <summary>The value if it is a string of the input's own, which most are.</summary>
    public bool TryString([NotNullWhen(true)] out string? text)
    {
        text = _object as string;
        return text is not null;
    }

    public bool TryMember(string name, out TemplateValue member)
    {
        if (IsJson)
        {
            var json = default(JsonElement);
            var found = _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out json);
            member = found ? Of(json) : default;
            return found;
        }

        var isMember = TemplateValues.TryMember(_object, name, out var value);
        member = Of(value);
        return isMember;
    }

    /// <summary>The same with the name in both forms, of which JSON takes the bytes.</summary>
    public bool TryMember(string name, ReadOnlySpan<byte> utf8, out TemplateValue member)
    {
        if (_json.ValueKind != JsonValueKind.Object)
        {
            return TryMember(name, out member);
        }

        var found = _json.TryGetProperty(utf8, out var json);
        member = found ? Of(json) : default;
        return found;
    }

    public bool TryItem(int index, out TemplateValue item)
    {
        var found = TemplateValues.TryItem(Object, index, out var value);
        item = Of(value);
        return found;
    }

    public IEnumerable<string> Members() => TemplateValues.Members(Object);

    /// <summary>Writes the value to its place.</summary>
    public void Print(TextSlot slot, TemplateScope scope)
    {
        if (IsJson)
        {
            TemplateValues.PrintJson(_json, slot, scope);
        }
        else
        {
            TemplateValues.Print(_object, slot, scope);
        }
    }

    /// <summary>Writes the value as JSON, in its own type.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (IsJson)
        {
            JsonText.WriteElement(writer, _json);
        }
        else
        {
            JsonText.Write(writer, _object);
        }
    }
}
