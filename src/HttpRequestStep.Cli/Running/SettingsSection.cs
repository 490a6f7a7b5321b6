namespace HttpRequestSteps.Cli;

/// <summary>Whether a file has the section of the settings, under the name that a host looks for.</summary>
internal static class SettingsSection
{
    /// <summary>What is wrong, or null when the section is there.</summary>
    public static DefinitionError? Missing(JsonSourceText source) => source.Root.Members.Any(IsSection)
        ? null
        : Misspelt(source) ?? new DefinitionError(JsonPath.Root, $"The settings have no section \"{SettingsReader.Section}\".", 1, 1);

    /// <summary>The error of a section that was meant to be ours, or null.</summary>
    public static DefinitionError? Misspelt(JsonSourceText source)
    {
        foreach (var member in source.Root.Members)
        {
            if (!IsSection(member) && NearestName.Hint(member.Name, [SettingsReader.Section]) is { Length: > 0 } hint)
            {
                return source.At(new DefinitionError(JsonPath.Member(JsonPath.Root, member.Name), $"Unknown section \"{member.Name}\"{hint}."), member.NameStart);
            }
        }

        return null;
    }

    // Configuration also reads "HttpRequestSteps:Limits:…" as one name.
    private static bool IsSection(JsonMember member) =>
        member.Name.Equals(SettingsReader.Section, StringComparison.OrdinalIgnoreCase) || member.Name.StartsWith(SettingsReader.Section + ":", StringComparison.OrdinalIgnoreCase);
}
