namespace HttpRequestSteps;

/// <summary>Credentials in query parameters: what is checked of them, and how they are set.</summary>
internal static class CredentialParameters
{
    public static void Validate(IReadOnlyDictionary<string, Text> query, DefinitionContext context)
    {
        if (query.Count == 0)
        {
            context.Report("query", "At least one parameter is needed.");
        }

        if (query.ContainsKey(string.Empty))
        {
            context.Report("query", "A query parameter needs a name.");
        }
    }

    public static void Apply(IReadOnlyDictionary<string, Text> query, AuthenticationContext context)
    {
        // As in CredentialHeaders.
        foreach (var (name, text) in query as Dictionary<string, Text> ?? new Dictionary<string, Text>(query))
        {
            context.SetQuery(name, CredentialRules.Checked("The credential for the query parameter", name, context.Render(text)));
        }
    }
}
