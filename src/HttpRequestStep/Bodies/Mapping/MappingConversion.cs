using System.Text;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>Writes values in the type that a field asks for. Works on the JSON of the value, so that numbers stay as they are to the digit.</summary>
internal sealed class MappingConversion(long limit, Redactor redactor) : IDisposable
{
    private readonly PooledBody _scratch = new(limit);
    private Utf8JsonWriter? _scratchWriter;

    public void Dispose() => _scratch.Dispose();

    /// <summary>Writes a value; null stays null.</summary>
    public void Write(Utf8JsonWriter writer, in TemplateValue value, MappingType type)
    {
        if (type == MappingType.Auto || value.IsNull)
        {
            value.WriteTo(writer);
            return;
        }

        _scratch.Truncate(0);
        if (type == MappingType.Json)
        {
            ReadyJson.Append(value, _scratch, redactor);
            writer.WriteRawValue(_scratch.Written, skipInputValidation: true);
            return;
        }

        Convert(writer, Json(value), type);
    }

    private ReadOnlySpan<byte> Json(TemplateValue value)
    {
        var writer = _scratchWriter ??= new Utf8JsonWriter(_scratch, JsonText.WriterOptions);
        writer.Reset();
        value.WriteTo(writer);
        writer.Flush();
        return _scratch.Written;
    }

    private void Convert(Utf8JsonWriter writer, ReadOnlySpan<byte> json, MappingType type)
    {
        switch (type)
        {
            case MappingType.String:
                WriteString(writer, json);
                break;
            case MappingType.Number:
                writer.WriteRawValue(Number(json), skipInputValidation: true);
                break;
            case MappingType.Boolean:
                writer.WriteBooleanValue(Boolean(json));
                break;
        }
    }

    private static void WriteString(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        if (json[0] == '"')
        {
            writer.WriteRawValue(json, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(json);
        }
    }

    private ReadOnlySpan<byte> Number(ReadOnlySpan<byte> json)
    {
        var text = Inside(json);
        if (text is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] && JsonCheck.Check(text).Kind == JsonFaultKind.None)
        {
            return text;
        }

        throw Refused(json, "a JSON number");
    }

    private bool Boolean(ReadOnlySpan<byte> json)
    {
        var text = Inside(json);
        if (text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "true"u8))
        {
            return true;
        }

        return !text.SequenceEqual("0"u8) && !Ascii.EqualsIgnoreCase(text, "false"u8) ? throw Refused(json, "true or false") : false;
    }

    /// <summary>A scalar without quotes and blanks. Nothing that is a number or a boolean needs an escape.</summary>
    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> json) => json[0] == '"' ? json[1..^1].Trim((byte)' ') : json;

    private TemplateException Refused(ReadOnlySpan<byte> json, string expected)
    {
        const int longest = 40;
        var text = Encoding.UTF8.GetString(json);
        var found = redactor.RedactPreview(text) != text ? "the value" : text.Length > longest ? text[..longest] + "…" : text;
        return new TemplateException($"{found} is not {expected}.");
    }
}
