using System.Runtime.InteropServices;
using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class PropertyNamesKeyword(SchemaNode schema) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var holds = true;
        foreach (var property in value.EnumerateObject())
        {
            holds &= run.Try(schema, Name(property), null) || run.FailAt(property.Name, "expected a name that meets propertyNames");
            if (!holds && run.IsSettled)
            {
                break;
            }
        }

        return holds;
    }

    // The name as it stands in the body, escapes and all, is a JSON string already.
    private static JsonElement Name(JsonProperty property) => JsonElement.Parse([.. "\""u8, .. JsonMarshal.GetRawUtf8PropertyName(property), .. "\""u8]);
}
