using System.Text;
using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>The names of properties, each found by its UTF-8 without making a string of it as long as the objects keep one order.</summary>
internal sealed class JsonColumnNames
{
    private readonly List<string> _names = [];
    private readonly List<byte[]> _utf8 = [];
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);

    public JsonColumnNames(params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Add(name);
        }
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>The ordinal of the property that the reader stands at; -1 when it is not known.</summary>
    /// <param name="reader">Stands at the name.</param>
    /// <param name="expected">The ordinal it most likely has.</param>
    public int Find(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _utf8.Count && reader.ValueTextEquals(_utf8[expected]))
        {
            return expected;
        }

        return _ordinals.TryGetValue(reader.GetString()!, out var ordinal) ? ordinal : -1;
    }

    /// <summary>Adds the names of an object that are new.</summary>
    public void Collect(in JsonRowText row)
    {
        var expected = 0;
        row.Visit((ref reader) =>
        {
            var ordinal = Find(ref reader, expected);
            expected = (ordinal < 0 ? Add(reader.GetString()!) : ordinal) + 1;
            reader.Read();
            reader.Skip();
        });
        if (_names.Count > SourceColumns.Most)
        {
            throw row.Failure($"there are more than {SourceColumns.Most} different properties up to here, which cannot all be columns. List those that are under \"columns\".");
        }
    }

    private int Add(string name)
    {
        _ordinals[name] = _names.Count;
        _names.Add(name);
        _utf8.Add(Encoding.UTF8.GetBytes(name));
        return _names.Count - 1;
    }
}
