namespace HttpRequestSteps;

/// <summary>Credentials in headers: what is checked of them, and how they are set.</summary>
internal static class CredentialHeaders
{
    public static void Validate(IReadOnlyDictionary<string, Text> headers, DefinitionContext context)
    {
        if (headers.Count == 0)
        {
            context.Report("headers", "At least one header is needed.");
        }

        foreach (var name in headers.Keys)
        {
            if (HeaderRules.RefusesName(name) is { } reason)
            {
                context.Report(JsonPath.Member("headers", name), reason);
            }
        }
    }

    public static void Apply(IReadOnlyDictionary<string, Text> headers, AuthenticationContext context)
    {
        // That of a definition is a dictionary, and is gone through without an enumerator on the heap.
        foreach (var (name, text) in headers as Dictionary<string, Text> ?? new Dictionary<string, Text>(headers))
        {
            context.SetCredential(name, HeaderRules.CheckedCredential(name, CredentialRules.Checked("The credential for the header", name, context.Render(text))));
        }
    }
}
