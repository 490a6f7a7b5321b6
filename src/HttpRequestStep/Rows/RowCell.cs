namespace HttpRequestSteps;

/// <summary>A value of a row that is kept encoded, read where it lies.</summary>
internal readonly ref struct RowCell
{
    private RowCell(RowCellKind kind, ReadOnlySpan<byte> utf8, long number)
    {
        Kind = kind;
        Utf8 = utf8;
        Number = number;
    }

    public RowCellKind Kind { get; }

    /// <summary>The text, as valid UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 { get; }

    /// <summary>The integer.</summary>
    public long Number { get; }

    /// <summary>The number with decimals.</summary>
    public double Double => BitConverter.Int64BitsToDouble(Number);

    public static RowCell Of(RowCellKind kind) => new(kind, default, 0);

    public static RowCell Text(ReadOnlySpan<byte> utf8) => new(RowCellKind.Text, utf8, 0);

    public static RowCell Integer(long number) => new(RowCellKind.Integer, default, number);

    public static RowCell OfDouble(double number) => new(RowCellKind.Double, default, BitConverter.DoubleToInt64Bits(number));
}

/// <summary>What an encoded value is.</summary>
internal enum RowCellKind
{
    /// <summary>It has to be decoded.</summary>
    Other,
    Null,
    False,
    True,
    Text,
    Integer,
    Double,
}
