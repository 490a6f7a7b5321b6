using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HttpRequestSteps.Cli;

/// <summary>Reads JSON of the command line, whatever it is for; what is wrong with it is told at its place.</summary>
internal static class JsonFile
{
    /// <summary>The JSON, or null when it is none and the error is added.</summary>
    public static JsonSourceText? Read(ReadOnlyMemory<byte> utf8, List<DefinitionError> errors)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            errors.Add(InvalidEncoding(utf8.Span));
            return null;
        }

        if (string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(utf8.Span).TrimStart('\uFEFF')))
        {
            errors.Add(new DefinitionError(JsonPath.Root, "There is nothing in it; expected JSON.", 1, 1));
            return null;
        }

        return JsonSourceText.Read(utf8, errors);
    }

    /// <summary>The same, for free JSON: no object has a name twice.</summary>
    public static JsonSourceText? ReadFree(ReadOnlyMemory<byte> utf8, List<DefinitionError> errors)
    {
        var source = Read(utf8, errors);
        errors.AddRange(source is null ? [] : DuplicateNames.Find(source));
        return errors.Count == 0 ? source : null;
    }

    private static DefinitionError InvalidEncoding(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        var lineStart = utf8[..at].LastIndexOf((byte)'\n') + 1;
        return new DefinitionError(
            JsonPath.Root, $"The byte 0x{utf8[at]:X2} is not UTF-8; save the file in that encoding.", utf8[..at].Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(utf8[lineStart..at]) + 1);
    }
}
