using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>Rows of one schema as canonical bytes and back: the columns in the order of their names, so that another order in the source is no change.</summary>
internal sealed class RowCodec
{
    private readonly int[] _byName;

    public RowCodec(RowSchema schema)
    {
        Schema = schema;
        _byName = [.. Enumerable.Range(0, schema.Count).OrderBy(i => schema.Columns[i], StringComparer.Ordinal)];
    }

    public RowSchema Schema { get; }

    /// <summary>Writes a row. Afterwards <paramref name="ends"/> holds for each ordinal where its value begins and ends.</summary>
    public void Encode(Row row, RowBuffer buffer, Span<(int Start, int End)> ends)
    {
        var values = row.Values;
        foreach (var ordinal in _byName)
        {
            var start = buffer.Length;
            Encode(values[ordinal], buffer, ordinal);
            ends[ordinal] = (start, buffer.Length);
        }
    }

    /// <summary>Finds where each value begins and ends.</summary>
    public void Locate(ReadOnlySpan<byte> bytes, Span<(int Start, int End)> ends)
    {
        var reader = new RowBufferReader(bytes);
        foreach (var ordinal in _byName)
        {
            var start = bytes.Length - reader.Left;
            Skip(ref reader);
            ends[ordinal] = (start, bytes.Length - reader.Left);
        }
    }

    /// <summary>Finds where each value of a row begins in the bytes that the row is a part of.</summary>
    public void Locate(ReadOnlySpan<byte> bytes, int start, int length, Span<int> starts)
    {
        var end = start + length;
        var reader = new RowBufferReader(bytes[start..end]);
        foreach (var ordinal in _byName)
        {
            starts[ordinal] = end - reader.Left;
            Skip(ref reader);
        }
    }

    public Row Decode(ReadOnlySpan<byte> bytes)
    {
        var row = new Row(Schema);
        var reader = new RowBufferReader(bytes);
        foreach (var ordinal in _byName)
        {
            row[ordinal] = Decode(ref reader);
        }

        return row;
    }

    /// <summary>The value that begins here, where it lies.</summary>
    public static RowCell Cell(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowBufferReader(bytes);
        switch ((RowValueKind)reader.Byte())
        {
            case RowValueKind.Null:
                return RowCell.Of(RowCellKind.Null);
            case RowValueKind.False:
                return RowCell.Of(RowCellKind.False);
            case RowValueKind.True:
                return RowCell.Of(RowCellKind.True);
            case RowValueKind.Integer:
                return RowCell.Integer(reader.Signed());
            case RowValueKind.Double:
                return RowCell.OfDouble(BitConverter.Int64BitsToDouble(reader.Long()));
            case RowValueKind.Text when reader.Block() is var text && RowText.IsUtf8(text):
                return RowCell.Text(text);
            default:
                return RowCell.Of(RowCellKind.Other);
        }
    }

    public static object? DecodeValue(ReadOnlySpan<byte> bytes)
    {
        var reader = new RowBufferReader(bytes);
        return Decode(ref reader);
    }

    private void Encode(object? value, RowBuffer buffer, int ordinal)
    {
        switch (value)
        {
            case null or DBNull:
                buffer.Byte((byte)RowValueKind.Null);
                break;
            case string text:
                buffer.Byte((byte)RowValueKind.Text);
                buffer.Text(text);
                break;
            case long number:
                Integer(number, buffer);
                break;
            case int number:
                Integer(number, buffer);
                break;
            case bool boolean:
                buffer.Byte((byte)(boolean ? RowValueKind.True : RowValueKind.False));
                break;
            default:
                EncodeOther(value, buffer, ordinal);
                break;
        }
    }

    private void EncodeOther(object value, RowBuffer buffer, int ordinal)
    {
        switch (value)
        {
            case double number:
                buffer.Byte((byte)RowValueKind.Double);
                buffer.Long(BitConverter.DoubleToInt64Bits(number));
                break;
            case decimal number:
                buffer.Byte((byte)RowValueKind.Decimal);
                Span<int> bits = stackalloc int[4];
                decimal.GetBits(number, bits);
                buffer.Bytes(MemoryMarshal.AsBytes(bits));
                break;
            case DateTimeOffset date:
                buffer.Byte((byte)RowValueKind.DateTimeOffset);
                buffer.Long(date.UtcTicks);
                buffer.Signed((long)date.Offset.TotalMinutes);
                break;
            case DateTime date:
                buffer.Byte((byte)RowValueKind.DateTime);
                buffer.Long(date.Ticks);
                buffer.Byte((byte)date.Kind);
                break;
            case JsonElement json:
                EncodeJson(json, buffer);
                break;
            case Guid guid:
                buffer.Byte((byte)RowValueKind.Guid);
                _ = guid.TryWriteBytes(buffer.Room(16));
                buffer.Advance(16);
                break;
            case DateOnly date:
                buffer.Byte((byte)RowValueKind.Date);
                buffer.Signed(date.DayNumber);
                break;
            case TimeOnly time:
                buffer.Byte((byte)RowValueKind.Time);
                buffer.Long(time.Ticks);
                break;
            case TimeSpan span:
                buffer.Byte((byte)RowValueKind.TimeSpan);
                buffer.Long(span.Ticks);
                break;
            case byte[] bytes:
                buffer.Byte((byte)RowValueKind.Bytes);
                buffer.Block(bytes);
                break;
            case float number:
                buffer.Byte((byte)RowValueKind.Single);
                buffer.Signed(BitConverter.SingleToInt32Bits(number));
                break;
            case short or byte or sbyte or ushort or uint:
                Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture), buffer);
                break;
            case ulong or BigInteger or Int128 or UInt128:
                buffer.Byte((byte)RowValueKind.Json);
                buffer.Text(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                throw new RowSourceException($"The column \"{Schema.Columns[ordinal]}\" holds a value of type {value.GetType().Name}; use text, numbers, dates, JSON or bytes.");
        }
    }

    private static void EncodeJson(JsonElement json, RowBuffer buffer)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                buffer.Byte((byte)RowValueKind.Null);
                break;
            case JsonValueKind.True:
                buffer.Byte((byte)RowValueKind.True);
                break;
            case JsonValueKind.False:
                buffer.Byte((byte)RowValueKind.False);
                break;
            case JsonValueKind.String:
                buffer.Byte((byte)RowValueKind.Text);
                buffer.Text(json.GetString());
                break;
            case JsonValueKind.Number when json.TryGetInt64(out var number) && JsonMarshal.GetRawUtf8Value(json).IndexOfAny("eE."u8) < 0:
                Integer(number, buffer);
                break;
            default:
                buffer.Byte((byte)RowValueKind.Json);
                buffer.Block(JsonMarshal.GetRawUtf8Value(json));
                break;
        }
    }

    private static void Integer(long number, RowBuffer buffer)
    {
        buffer.Byte((byte)RowValueKind.Integer);
        buffer.Signed(number);
    }

    private static object? Decode(ref RowBufferReader reader)
    {
        var kind = (RowValueKind)reader.Byte();
        return kind switch
        {
            RowValueKind.Null => null,
            RowValueKind.False => false,
            RowValueKind.True => true,
            RowValueKind.Text => reader.Text(),
            RowValueKind.Integer => reader.Signed(),
            RowValueKind.Decimal => new decimal(MemoryMarshal.Cast<byte, int>(reader.Take(16))),
            RowValueKind.Double => BitConverter.Int64BitsToDouble(reader.Long()),
            RowValueKind.Single => BitConverter.Int32BitsToSingle((int)reader.Signed()),
            RowValueKind.Date => DateOnly.FromDayNumber((int)reader.Signed()),
            RowValueKind.Time => new TimeOnly(reader.Long()),
            RowValueKind.TimeSpan => new TimeSpan(reader.Long()),
            RowValueKind.DateTime => DecodeDate(ref reader),
            RowValueKind.DateTimeOffset => DecodeDateOffset(ref reader),
            RowValueKind.Guid => new Guid(reader.Take(16)),
            RowValueKind.Json => JsonElement.Parse(reader.Block()),
            RowValueKind.Bytes => reader.Block().ToArray(),
            _ => throw new CorruptStateException($"A value of the sync's state is of an unknown kind ({(byte)kind})."),
        };
    }

    private static DateTime DecodeDate(ref RowBufferReader reader)
    {
        var ticks = reader.Long();
        return new DateTime(ticks, (DateTimeKind)reader.Byte());
    }

    private static DateTimeOffset DecodeDateOffset(ref RowBufferReader reader)
    {
        var utc = new DateTimeOffset(reader.Long(), TimeSpan.Zero);
        return utc.ToOffset(TimeSpan.FromMinutes(reader.Signed()));
    }

    private static void Skip(ref RowBufferReader reader)
    {
        switch ((RowValueKind)reader.Byte())
        {
            case RowValueKind.Null or RowValueKind.False or RowValueKind.True:
                break;
            case RowValueKind.Text or RowValueKind.Json or RowValueKind.Bytes:
                _ = reader.Block();
                break;
            case RowValueKind.Integer or RowValueKind.Single or RowValueKind.Date:
                _ = reader.Number();
                break;
            case RowValueKind.Decimal or RowValueKind.Guid:
                _ = reader.Take(16);
                break;
            case RowValueKind.Double or RowValueKind.Time or RowValueKind.TimeSpan:
                _ = reader.Take(8);
                break;
            case RowValueKind.DateTime:
                _ = reader.Take(9);
                break;
            case RowValueKind.DateTimeOffset:
                _ = reader.Take(8);
                _ = reader.Number();
                break;
            case var kind:
                throw new CorruptStateException($"A value of the sync's state is of an unknown kind ({(byte)kind}).");
        }
    }
}
