namespace HttpRequestSteps.Sync;

/// <summary>The columns that make a row changed.</summary>
internal sealed class ComparedNames(ReferencedColumns referenced)
{
    public IEnumerable<string> Of(SyncDefinition definition, RowSchema schema)
    {
        if (definition.Columns is null || definition.Columns.Equals(ComparedColumns.All))
        {
            return schema.Columns;
        }

        return definition.Columns.Equals(ComparedColumns.Referenced) ? referenced.Of(definition, schema) : definition.Columns.Names;
    }
}
