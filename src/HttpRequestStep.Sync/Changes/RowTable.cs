namespace HttpRequestSteps.Sync;

/// <summary>Takes the rows of the source as they come: checks their keys, hashes them and hands them to the snapshot.</summary>
internal sealed class RowTable(SyncDefinition definition, SyncState state, ComparedNames comparedNames, SnapshotWriter writer)
{
    private readonly RowBuffer _bytes = new();
    private RowCodec? _codec;
    private RowHasher? _hasher;
    private (int Start, int End)[] _places = [];
    private int[] _key = [];
    private string?[] _kinds = [];

    public long Rows { get; private set; }

    /// <summary>The schema of the rows; null when there was none.</summary>
    public RowSchema? Schema => _codec?.Schema;

    public int SchemaId { get; private set; }

    /// <summary>The columns that make a row changed, by name.</summary>
    public string[] Compared { get; private set; } = [];

    /// <summary>The key columns with their types, by name: another order in the definition is no other key.</summary>
    public string? KeyKinds => _kinds.Length == 0 ? null : string.Join(", ", definition.PrimaryKey.Zip(_kinds, static (column, kind) => $"{column} {kind}").Order(StringComparer.Ordinal));

    public void Add(Row row)
    {
        if (_codec is null)
        {
            Begin(row.Schema);
        }
        else if (!ReferenceEquals(row.Schema, _codec.Schema))
        {
            CheckSchema(row.Schema);
        }

        Rows++;
        _bytes.Clear();
        _codec!.Encode(row, _bytes, _places);
        CheckKey();
        var bytes = _bytes.Span;
        var entry = new RowEntry(_hasher!.Key(bytes, _places), _hasher.Compared(bytes, _places));
        writer.Add(in entry, bytes);
    }

    /// <summary>Holds the kinds of the key columns against those of the rows as last delivered.</summary>
    public void Check(RunRecord? delivered)
    {
        if (delivered?.KeyKinds is { } known && KeyKinds is { } kinds && known != kinds)
        {
            throw new SyncStopException(
                SyncOutcome.Failed, $"The primary key was ({known}) and is ({kinds}) now: every row would be removed and added again. Convert the column in the source, or begin anew with another name or state folder.", new SyncRowCounts { Read = Rows });
        }
    }

    private void Begin(RowSchema schema)
    {
        var missing = definition.PrimaryKey.Concat(definition.Columns?.Names ?? []).FirstOrDefault(column => schema.IndexOf(column) < 0);
        if (missing is not null)
        {
            throw new SyncStopException(SyncOutcome.Failed, $"The source has no column \"{missing}\"{NearestName.Hint(missing, schema.Columns)}. Its columns: {NameList.Of(schema.Columns)}.{DelimiterHint(schema)}");
        }

        _codec = new RowCodec(schema);
        Compared = [.. comparedNames.Of(definition, schema).Order(StringComparer.Ordinal)];
        _hasher = new RowHasher(schema, definition.PrimaryKey, Compared, state.Seed);
        _places = new (int, int)[schema.Count];
        _key = [.. definition.PrimaryKey.Select(schema.IndexOf)];
        _kinds = new string?[_key.Length];
        SchemaId = state.SchemaId(schema);
    }

    /// <summary>A header of one column that holds a separator is one that was separated by another.</summary>
    private static string DelimiterHint(RowSchema schema) => schema.Columns is [var only] && only.AsSpan().IndexOfAny(";\t|,") is var at and >= 0
        ? $" It is one column that looks like several: is the delimiter of the file {(only[at] == '\t' ? "a tab (\"\\t\")" : $"\"{only[at]}\"")}? Say so in the source (\"delimiter\")."
        : string.Empty;

    private void CheckSchema(RowSchema schema)
    {
        if (!schema.Columns.SequenceEqual(_codec!.Schema.Columns))
        {
            throw new RowSourceException($"Row {Rows + 1} has other columns than the first row.");
        }
    }

    private void CheckKey()
    {
        for (var i = 0; i < _key.Length; i++)
        {
            var value = _bytes.Span[_places[_key[i]].Start.._places[_key[i]].End];
            var kind = KindName((RowValueKind)value[0]);
            if (_key.Length == 1 && value is [(byte)RowValueKind.Text, 0])
            {
                throw new SyncStopException(SyncOutcome.Failed, $"Row {Rows} has an empty key column \"{definition.PrimaryKey[i]}\": an empty text tells no row from another.", new SyncRowCounts { Read = Rows });
            }

            if (kind is not null && ReferenceEquals(kind, _kinds[i]))
            {
                continue;
            }

            if (kind is null)
            {
                throw new SyncStopException(SyncOutcome.Failed, $"Row {Rows} has no value in the key column \"{definition.PrimaryKey[i]}\": a null tells no row from another.", new SyncRowCounts { Read = Rows });
            }

            if (_kinds[i] is { } known)
            {
                throw new SyncStopException(SyncOutcome.Failed, $"The key column \"{definition.PrimaryKey[i]}\" is of type {known} in the first row and of type {kind} in row {Rows}.", new SyncRowCounts { Read = Rows });
            }

            _kinds[i] = kind;
        }
    }

    private static string? KindName(RowValueKind kind) => kind switch
    {
        RowValueKind.Null => null,
        RowValueKind.Text => "text",
        RowValueKind.Integer => "integer",
        RowValueKind.Decimal => "decimal",
        RowValueKind.Double or RowValueKind.Single => "float",
        RowValueKind.False or RowValueKind.True => "boolean",
        RowValueKind.Date => "date",
        RowValueKind.DateTime or RowValueKind.DateTimeOffset => "timestamp",
        RowValueKind.Time or RowValueKind.TimeSpan => "time",
        RowValueKind.Guid => "uuid",
        RowValueKind.Bytes => "bytes",
        _ => "json",
    };
}
