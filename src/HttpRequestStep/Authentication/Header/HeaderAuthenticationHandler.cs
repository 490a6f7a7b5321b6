namespace HttpRequestSteps;

internal sealed class HeaderAuthenticationHandler : AuthenticationHandler<HeaderAuthentication>
{
    protected override void Validate(HeaderAuthentication authentication, DefinitionContext context)
    {
        if (authentication.Headers.Count == 0)
        {
            context.Report("headers", "At least one header is needed.");
        }

        foreach (var name in authentication.Headers.Keys)
        {
            if (HeaderRules.RefusesName(name) is { } reason)
            {
                context.Report(JsonPath.Member("headers", name), reason);
            }
        }
    }

    protected override ValueTask ApplyAsync(HeaderAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        foreach (var (name, text) in authentication.Headers)
        {
            var value = context.Render(text);
            if (string.IsNullOrWhiteSpace(value))
            {
                throw new StepAuthenticationException($"The credential for the header \"{name}\" is empty.");
            }

            context.SetHeader(name, value);
        }

        return default;
    }
}
