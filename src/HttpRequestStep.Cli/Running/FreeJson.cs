namespace HttpRequestSteps.Cli;

/// <summary>Reads JSON that is no definition: no object has a name twice, for which of them counts would be a guess.</summary>
internal static class FreeJson
{
    /// <summary>The JSON, or null when something is wrong with it and the errors are added.</summary>
    public static JsonSourceText? Read(ReadOnlyMemory<byte> utf8, List<DefinitionError> errors)
    {
        var source = JsonSourceText.Read(utf8, errors);
        errors.AddRange(source is null ? [] : Duplicates(source, source.Root));
        return errors.Count == 0 ? source : null;
    }

    private static IEnumerable<DefinitionError> Duplicates(JsonSourceText source, JsonPart part)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in part.Members)
        {
            if (!seen.Add(member.Name))
            {
                yield return source.At(new DefinitionError(JsonPath.Root, $"\"{member.Name}\" is given twice."), member.NameStart);
            }
        }

        foreach (var error in part.Members.Select(member => member.Value).Concat(part.Items).SelectMany(inner => Duplicates(source, inner)))
        {
            yield return error;
        }
    }
}
