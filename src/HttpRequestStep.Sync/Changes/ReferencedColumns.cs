using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>The columns whose names stand in the steps of a sync. Rather one too many: a column that is taken for a reference only costs a request, one that is overlooked costs a change.</summary>
internal sealed class ReferencedColumns(DefinitionJson json, SettingsStore settings)
{
    public IEnumerable<string> Of(SyncDefinition definition, RowSchema schema)
    {
        var columns = new TemplateColumns(schema);
        foreach (var change in Enum.GetValues<ChangeKind>())
        {
            if (DeliveryPlan.Step(definition, change) is not { } step)
            {
                continue;
            }

            Add(step, [step.Body, step.Authentication, step.Signing], columns);
            if (step.Connection is { } name && settings.Current.Connections.TryGetValue(name, out var connection))
            {
                Add(connection.Definition, [connection.Definition.Authentication, connection.Definition.Signing], columns);
            }
        }

        return columns.Found;
    }

    /// <summary>Takes every text of a part, wherever it stands: its JSON holds them all.</summary>
    private void Add<T>(T part, object?[] inner, TemplateColumns columns)
        where T : class
    {
        // What a host's own type does with a row, no one can tell.
        if (inner.Any(value => value is not null && value.GetType().Assembly != typeof(HttpRequestStep).Assembly))
        {
            columns.TakeAll();
            return;
        }

        Add(JsonElement.Parse(json.Write(part)), columns);
    }

    private static void Add(JsonElement value, TemplateColumns columns)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                columns.Add(value.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Add(item, columns);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Add(member.Value, columns);
                }

                break;
        }
    }
}
