namespace HttpRequestSteps;

/// <summary>Sets headers and parameters; the fields of the body are merged where the body is rendered.</summary>
internal sealed class CustomAuthenticationHandler : AuthenticationHandler<CustomAuthentication>
{
    internal override IReadOnlyDictionary<string, Text>? BodyFields(StepAuthentication authentication) => ((CustomAuthentication)authentication).Body;

    protected override void Validate(CustomAuthentication authentication, DefinitionContext context)
    {
        if (authentication is { Headers: null, Query: null, Body: null })
        {
            context.Report(string.Empty, "Custom credentials need \"headers\", \"query\" or \"body\".");
        }

        if (authentication.Headers is { } headers)
        {
            CredentialHeaders.Validate(headers, context);
        }

        if (authentication.Query is { } query)
        {
            CredentialParameters.Validate(query, context);
        }

        if (authentication.Body is { } body && (body.Count == 0 || body.ContainsKey(string.Empty)))
        {
            context.Report("body", body.Count == 0 ? "At least one field is needed." : "A field needs a name.");
        }
    }

    protected override ValueTask ApplyAsync(CustomAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        if (authentication.Headers is { } headers)
        {
            CredentialHeaders.Apply(headers, context);
        }

        if (authentication.Query is { } query)
        {
            CredentialParameters.Apply(query, context);
        }

        return default;
    }
}
