namespace HttpRequestSteps.Sync;

/// <summary>The values of a batch's rows, where they lie in its bytes.</summary>
internal sealed class BatchRows(byte[] bytes) : EncodedRows
{
    private int[] _starts = [];
    private int _used;

    /// <summary>Adds a row.</summary>
    /// <param name="codec">The codec of its schema.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="left">How many rows will be added, this one among them.</param>
    /// <returns>The place of its first value.</returns>
    public int Add(RowCodec codec, int start, int length, int left)
    {
        var place = _used;
        _used += codec.Schema.Count;
        if (_starts.Length < _used)
        {
            Array.Resize(ref _starts, place + (codec.Schema.Count * left));
        }

        codec.Locate(bytes, start, length, _starts.AsSpan(place, codec.Schema.Count));
        return place;
    }

    public override RowCell Cell(int place) => RowCodec.Cell(bytes.AsSpan(_starts[place]));

    public override object? Decode(int place) => RowCodec.DecodeValue(bytes.AsSpan(_starts[place]));
}
