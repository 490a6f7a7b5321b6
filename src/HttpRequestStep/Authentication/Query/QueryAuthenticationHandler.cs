namespace HttpRequestSteps;

internal sealed class QueryAuthenticationHandler : AuthenticationHandler<QueryAuthentication>
{
    protected override void Validate(QueryAuthentication authentication, DefinitionContext context)
    {
        if (authentication.Query.Count == 0)
        {
            context.Report("query", "At least one parameter is needed.");
        }
    }

    protected override ValueTask ApplyAsync(QueryAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        foreach (var (name, text) in authentication.Query)
        {
            var value = context.Render(text);
            if (string.IsNullOrWhiteSpace(value))
            {
                throw new StepAuthenticationException($"The credential for the query parameter \"{name}\" is empty.");
            }

            context.SetQuery(name, value);
        }

        return default;
    }
}
