namespace HttpRequestSteps.Sync;

/// <summary>The columns that make a row changed.</summary>
internal static class ComparedNames
{
    public static IEnumerable<string> Of(SyncDefinition definition, RowSchema schema)
    {
        if (definition.Columns is null || definition.Columns.Equals(ComparedColumns.All))
        {
            return schema.Columns;
        }

        return definition.Columns.Equals(ComparedColumns.Referenced) ? ReferencedColumns.Of(definition, schema) : definition.Columns.Names;
    }
}
