namespace HttpRequestSteps.Sync;

/// <summary>The columns whose names stand in the steps of a sync. Rather one too many: a column that is taken for a reference only costs a request, one that is overlooked costs a change.</summary>
internal static class ReferencedColumns
{
    public static IEnumerable<string> Of(SyncDefinition definition, RowSchema schema) => schema.Columns;
}
