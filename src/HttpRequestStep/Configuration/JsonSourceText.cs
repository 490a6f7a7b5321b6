using System.Text;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>A JSON file read into parts that know their place. Comments and trailing commas are accepted.</summary>
internal sealed class JsonSourceText
{
    public const int MaxDepth = 64;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private JsonSourceText(ReadOnlyMemory<byte> utf8, JsonPart root)
    {
        Utf8 = utf8;
        Root = root;
    }

    public ReadOnlyMemory<byte> Utf8 { get; private set; }

    public JsonPart Root { get; }

    public static JsonSourceText? Read(ReadOnlyMemory<byte> utf8, List<DefinitionError> errors)
    {
        utf8 = SkipByteOrderMark(utf8);
        if (!System.Text.Unicode.Utf8.IsValid(utf8.Span))
        {
            errors.Add(NotUtf8(utf8.Span));
            return null;
        }

        if (utf8.Span.TrimStart(" \t\r\n"u8).IsEmpty)
        {
            errors.Add(new DefinitionError(JsonPath.Root, "There is nothing in it; expected JSON.", 1, 1));
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(
                utf8.Span,
                new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth });
            reader.Read();
            var root = ReadValue(ref reader);
            while (reader.Read())
            {
            }

            return new JsonSourceText(utf8, root);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or HalfSurrogateException)
        {
            errors.Add(SyntaxError(exception, utf8));
            return null;
        }
    }

    /// <summary>Writes the name of a discriminator as the serializer wants it, which ignores the case of every name but this; the text keeps its length and every place.</summary>
    public void WriteTypeName(JsonMember type)
    {
        if (type.Name == DefinitionJson.TypeProperty)
        {
            return;
        }

        var text = Utf8.ToArray();
        var name = text.AsSpan(type.NameStart);
        name = name[..(name[1..].IndexOf((byte)'"') + 2)];
        name.Fill((byte)' ');
        Encoding.UTF8.GetBytes($"\"{DefinitionJson.TypeProperty}\"", name);
        Utf8 = text;
    }

    public void RememberPlace(string path, int offset) => _places.TryAdd(path, offset);

    /// <summary>The error with the line and column of its path, or of the nearest parent that is in the file; the path as the file writes it.</summary>
    public DefinitionError Locate(DefinitionError error)
    {
        for (var path = error.Path; path.Length > 0; path = Parent(path))
        {
            if (Written(path) is { } written)
            {
                return At(error with { Path = written + error.Path[path.Length..] }, _places[written]);
            }
        }

        return At(error, Root.Start);
    }

    /// <summary>Names ignore case: the path as the file has it, or null.</summary>
    private string? Written(string path) =>
        _places.ContainsKey(path) ? path : _places.Keys.FirstOrDefault(known => known.Equals(path, StringComparison.OrdinalIgnoreCase));

    public DefinitionError At(DefinitionError error, int offset)
    {
        var (line, column) = Position(Utf8.Span, offset);
        return error with { Line = line, Column = column };
    }

    private static (int Line, int Column) Position(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[..offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    private static DefinitionError NotUtf8(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        var (line, column) = Position(bytes, at);
        return new DefinitionError(JsonPath.Root, $"The byte 0x{bytes[at]:X2} is not UTF-8; save the file in that encoding.", line, column);
    }

    private static DefinitionError SyntaxError(Exception exception, ReadOnlyMemory<byte> utf8)
    {
        if (exception is HalfSurrogateException half)
        {
            var (atLine, atColumn) = Position(utf8.Span, half.Offset);
            return new DefinitionError(JsonPath.Root, "A string holds half of a surrogate pair (\\ud800 to \\udfff), which is no text.", atLine, atColumn);
        }

        if (exception is not JsonException { LineNumber: { } line } json)
        {
            return new DefinitionError(JsonPath.Root, "The file is empty or not JSON.", 1, 1);
        }

        var message = json.Message;
        var cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var lineStart = LineStart(utf8.Span, (int)line);
        var lineBytes = utf8.Span[lineStart..];
        var inLine = lineBytes[..Math.Min((int)(json.BytePositionInLine ?? 0), lineBytes.Length)];
        return new DefinitionError(
            JsonPath.Root, "Not valid JSON: " + (cut > 0 ? message[..cut] : message), (int)line + 1, Encoding.UTF8.GetCharCount(inLine) + 1);
    }

    private static int LineStart(ReadOnlySpan<byte> utf8, int line)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var next = utf8[start..].IndexOf((byte)'\n');
            if (next < 0)
            {
                break;
            }

            start += next + 1;
        }

        return start;
    }

    private static string Parent(string path)
    {
        var cut = path[^1] == ']' ? path.LastIndexOf('[') : path.LastIndexOf('.');
        return cut > 0 ? path[..cut] : string.Empty;
    }

    private static ReadOnlyMemory<byte> SkipByteOrderMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    private static JsonPart ReadValue(ref Utf8JsonReader reader)
    {
        var part = new JsonPart { Kind = reader.TokenType, Start = (int)reader.TokenStartIndex };
        if (part.Kind == JsonTokenType.String && reader.ValueIsEscaped)
        {
            _ = TextOf(ref reader);
        }

        if (part.Kind == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, part);
        }
        else if (part.Kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                part.Items.Add(ReadValue(ref reader));
            }
        }

        part.End = (int)reader.BytesConsumed;
        return part;
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new HalfSurrogateException((int)reader.TokenStartIndex);
        }
    }

    private static void ReadMembers(ref Utf8JsonReader reader, JsonPart part)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = TextOf(ref reader);
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            part.Members.Add(new JsonMember(name, start, ReadValue(ref reader)));
        }
    }

    private sealed class HalfSurrogateException(int offset) : Exception
    {
        public int Offset => offset;
    }
}
