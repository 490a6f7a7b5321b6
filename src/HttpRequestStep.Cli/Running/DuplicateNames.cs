namespace HttpRequestSteps.Cli;

/// <summary>Finds objects with two properties of the same name: which of them counts would be a guess.</summary>
internal static class DuplicateNames
{
    public static IEnumerable<DefinitionError> Find(JsonSourceText source) => Find(source, source.Root);

    private static IEnumerable<DefinitionError> Find(JsonSourceText source, JsonPart part)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in part.Members)
        {
            if (!seen.Add(member.Name))
            {
                yield return source.At(new DefinitionError(JsonPath.Root, $"\"{member.Name}\" is given twice."), member.NameStart);
            }
        }

        foreach (var error in part.Members.Select(member => member.Value).Concat(part.Items).SelectMany(inner => Find(source, inner)))
        {
            yield return error;
        }
    }
}
