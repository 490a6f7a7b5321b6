using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HttpRequestSteps;

/// <summary>What is left of a file without the places that are wrong: it is checked too, so that one mistake does not hide the next.</summary>
internal sealed class SoundPart
{
    private const int MostRounds = 50;

    private const string TypeMember = "." + DefinitionJson.TypeProperty;

    // What is said about the one may only be so because the other was left out.
    private static readonly (string Property, string Other)[] Related = [("url", "connection"), ("allowedHosts", "baseUrl"), ("retry", "onFailure"), ("maxAttempts", "intervals")];

    private static readonly Dictionary<string, string> AnyUrl = new(StringComparer.OrdinalIgnoreCase) { ["url"] = "\"https://example.com/\"" };

    private readonly JsonSourceText _source;
    private readonly JsonPart _root;
    private readonly HashSet<string> _wrong;
    private readonly IReadOnlyDictionary<string, string> _standIns;
    private bool _needsStandIns;

    /// <param name="source">The file.</param>
    /// <param name="root">The part of it that is read.</param>
    /// <param name="errors">What is wrong with it.</param>
    /// <param name="standIns">JSON that stands in for required properties which are missing or wrong; whatever is said about it is dropped.</param>
    public SoundPart(JsonSourceText source, JsonPart root, IEnumerable<DefinitionError> errors, IReadOnlyDictionary<string, string>? standIns = null)
    {
        _standIns = standIns ?? AnyUrl;
        _source = source;
        _root = root;
        _wrong = errors.Select(error => Whole(error.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The value of what is sound, or null when nothing of it can be read.</summary>
    public T? Read<T>(JsonTypeInfo<T> info)
        where T : class
    {
        for (var round = 0; round < MostRounds; round++)
        {
            try
            {
                return JsonSerializer.Deserialize(Write(), info);
            }
            catch (JsonException exception)
            {
                // Something required was left out, and what requires it goes too.
                if (!LeaveOut(exception.Path ?? JsonPath.Root))
                {
                    return null;
                }
            }
            catch (NotSupportedException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Whether an error of the rest is one of the file.</summary>
    public bool Holds(DefinitionError error)
    {
        var path = error.Path;
        return !_wrong.Any(wrong => path.StartsWith(wrong, StringComparison.OrdinalIgnoreCase) && (path.Length == wrong.Length || path[wrong.Length] is '.' or '['))
            && !(_needsStandIns && IsStandIn(path))
            && !Related.Any(pair => path.EndsWith('.' + pair.Property, StringComparison.OrdinalIgnoreCase) && _wrong.Contains(path[..^pair.Property.Length] + pair.Other));
    }

    private bool IsStandIn(string path) => _standIns.Keys.Any(name =>
        JsonPath.Member(JsonPath.Root, name) is var member && path.StartsWith(member, StringComparison.OrdinalIgnoreCase) && (_root.Find(name) is null || _wrong.Contains(member)));

    /// <summary>What has no type that is known cannot be read at all.</summary>
    private static string Whole(string path) => path.EndsWith(TypeMember, StringComparison.OrdinalIgnoreCase) ? path[..^TypeMember.Length] : path;

    private bool LeaveOut(string path)
    {
        if (path != JsonPath.Root)
        {
            return _wrong.Add(path);
        }

        var isFirst = !_needsStandIns;
        _needsStandIns = true;
        return isFirst;
    }

    private ReadOnlySpan<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, _root, JsonPath.Root);
        }

        return buffer.WrittenSpan;
    }

    private void Write(Utf8JsonWriter writer, JsonPart part, string path)
    {
        switch (part.Kind)
        {
            case JsonTokenType.StartObject:
                WriteMembers(writer, part, path);
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                for (var i = 0; i < part.Items.Count; i++)
                {
                    Write(writer, part.Items[i], JsonPath.Item(path, i));
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(_source.Utf8.Span[part.Start..part.End]);
                break;
        }
    }

    private void WriteMembers(Utf8JsonWriter writer, JsonPart part, string path)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        writer.WriteStartObject();
        foreach (var member in part.Members)
        {
            var memberPath = JsonPath.Member(path, member.Name);
            if (IsSound(member.Value, memberPath) && seen.Add(member.Name))
            {
                writer.WritePropertyName(IsType(member.Name) ? DefinitionJson.TypeProperty : member.Name);
                Write(writer, member.Value, memberPath);
            }
        }

        if (_needsStandIns && path == JsonPath.Root)
        {
            foreach (var (name, value) in _standIns.Where(standIn => !seen.Contains(standIn.Key)))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value);
            }
        }

        writer.WriteEndObject();
    }

    // The serializer ignores the case of every name but this.
    private static bool IsType(string name) => name.Equals(DefinitionJson.TypeProperty, StringComparison.OrdinalIgnoreCase);

    /// <summary>An array with a wrong item is left out as a whole: the others would change their places.</summary>
    private bool IsSound(JsonPart part, string path) =>
        !_wrong.Contains(path) && !Enumerable.Range(0, part.Items.Count).Any(i => !IsSound(part.Items[i], JsonPath.Item(path, i)));
}
