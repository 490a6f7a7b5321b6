using System.IO.Hashing;

namespace HttpRequestSteps.Sync;

/// <summary>The two hashes of a row: of its key and of the columns that make it changed. Seeded, so that no one outside can choose rows that collide.</summary>
internal sealed class RowHasher
{
    private readonly int[] _key;
    private readonly int[] _compared;
    private readonly bool _comparesAll;
    private readonly long _seed;
    private readonly RowBuffer _scratch = new();

    public RowHasher(RowSchema schema, IReadOnlyList<string> key, IReadOnlyList<string> compared, long seed)
    {
        _key = [.. key.Order(StringComparer.Ordinal).Select(schema.IndexOf)];
        _compared = [.. compared.Order(StringComparer.Ordinal).Select(schema.IndexOf)];
        _comparesAll = schema.Columns.All(column => compared.Contains(column));
        _seed = seed;
    }

    public UInt128 Key(ReadOnlySpan<byte> row, ReadOnlySpan<(int Start, int End)> ends) => Hash(row, ends, _key);

    public UInt128 Compared(ReadOnlySpan<byte> row, ReadOnlySpan<(int Start, int End)> ends) =>
        _comparesAll ? XxHash128.HashToUInt128(row, _seed) : Hash(row, ends, _compared);

    private UInt128 Hash(ReadOnlySpan<byte> row, ReadOnlySpan<(int Start, int End)> ends, int[] ordinals)
    {
        if (ordinals.Length == 1 && ordinals[0] >= 0)
        {
            var (start, end) = ends[ordinals[0]];
            return XxHash128.HashToUInt128(row[start..end], _seed);
        }

        _scratch.Clear();
        foreach (var ordinal in ordinals)
        {
            if (ordinal < 0)
            {
                // A column that the row does not have: no value begins so.
                _scratch.Byte(byte.MaxValue);
            }
            else
            {
                var (start, end) = ends[ordinal];
                _scratch.Bytes(row[start..end]);
            }
        }

        return XxHash128.HashToUInt128(_scratch.Span, _seed);
    }
}
