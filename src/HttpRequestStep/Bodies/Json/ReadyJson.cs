using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Copies a value that is JSON already: a text that holds some, or a value in its own type.</summary>
internal static class ReadyJson
{
    /// <summary>Appends the JSON of a value.</summary>
    /// <exception cref="TemplateException">It is not JSON.</exception>
    public static void Append(TemplateValue value, PooledBody destination, Redactor redactor)
    {
        var start = destination.Written.Length;
        if (value.TryJson(out var json) && json.ValueKind != JsonValueKind.String)
        {
            AppendElement(json, destination);
            return;
        }

        if (!AppendText(value, json, destination))
        {
            AppendTyped(value, destination);
            return;
        }

        var fault = JsonCheck.Check(destination.Written[start..]);
        if (fault.Kind != JsonFaultKind.None)
        {
            throw Refused(fault, Encoding.UTF8.GetString(destination.Written[start..]), redactor);
        }
    }

    private static bool AppendText(TemplateValue value, JsonElement json, PooledBody destination)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            Unescape(json, destination);
            return true;
        }

        if (TextOf(value.Object) is not { } text)
        {
            return false;
        }

        if (Utf8Text.Write(text, destination) >= 0)
        {
            throw Utf8Text.HalfSurrogate();
        }

        return true;
    }

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        JsonValue node when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>(),
        FluidValue { Type: FluidValues.String } fluid => fluid.ToStringValue(),
        _ => null,
    };

    /// <summary>The text of a JSON string, without making a string of it.</summary>
    private static void Unescape(JsonElement json, PooledBody destination)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        if (!raw.Contains((byte)'\\'))
        {
            destination.Write(raw[1..^1]);
            return;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            destination.Write(scratch.AsSpan(0, reader.CopyString(scratch)));
        }
        catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
        {
            throw Utf8Text.HalfSurrogate();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch, clearArray: true);
        }
    }

    /// <summary>JSON of the input is copied as it is, unless it was read with comments or trailing commas.</summary>
    private static void AppendElement(JsonElement json, PooledBody destination)
    {
        var start = destination.Written.Length;
        destination.Write(JsonMarshal.GetRawUtf8Value(json));
        if (JsonCheck.Check(destination.Written[start..]).Kind != JsonFaultKind.None)
        {
            destination.Truncate(start);
            AppendTyped(TemplateValue.Of(json), destination);
        }
    }

    private static void AppendTyped(TemplateValue value, PooledBody destination)
    {
        var writer = JsonWriters.Rent(destination);
        value.WriteTo(writer);
        writer.Flush();
        JsonWriters.Return(writer);
    }

    private static TemplateException Refused(JsonFault fault, string text, Redactor redactor)
    {
        var told = JsonFaultText.Of(fault, text);
        return new TemplateException("it is not JSON: at " + FaultText.Sentence(told, text, redactor.RedactPreview(text) == text));
    }
}
