namespace HttpRequestSteps.Sync;

/// <summary>The byte before a value of a row. Part of the format on disk: never renumber.</summary>
internal enum RowValueKind : byte
{
    Null = 0,
    False = 1,
    True = 2,
    Text = 3,
    Integer = 4,
    Decimal = 5,
    Double = 6,
    Single = 7,
    Date = 8,
    Time = 9,
    DateTime = 10,
    DateTimeOffset = 11,
    Guid = 12,
    Json = 13,
    Bytes = 14,
    TimeSpan = 15,
}
