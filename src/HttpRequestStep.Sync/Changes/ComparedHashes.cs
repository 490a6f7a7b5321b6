namespace HttpRequestSteps.Sync;

/// <summary>The hashes of rows of any schema over the columns that are compared now.</summary>
internal sealed class ComparedHashes(RowKeys keys, KeyColumns key, IReadOnlyList<string> compared, long seed)
{
    private readonly Dictionary<int, (RowCodec Codec, RowHasher Hasher, (int Start, int End)[] Places)> _schemas = [];

    public UInt128 Of(int schema, ReadOnlySpan<byte> row)
    {
        if (!_schemas.TryGetValue(schema, out var of))
        {
            var codec = keys.Codec(schema);
            of = (codec, new RowHasher(codec.Schema, key, compared, seed), new (int, int)[codec.Schema.Count]);
            _schemas.Add(schema, of);
        }

        of.Codec.Locate(row, of.Places);
        return of.Hasher.Compared(row, of.Places);
    }
}
