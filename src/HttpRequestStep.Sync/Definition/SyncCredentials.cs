namespace HttpRequestSteps.Sync;

/// <summary>Looks for rows in the credentials of a step.</summary>
internal static class SyncCredentials
{
    public static bool DependOnRows(HttpRequestStep step) =>
        Texts(step.Authentication).Concat(Texts(step.Signing)).Any(text => text.Contains(TemplateScope.Rows, StringComparison.Ordinal) && (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal)));

    private static IEnumerable<string> Texts(StepAuthentication? authentication) => authentication switch
    {
        BasicAuthentication basic => [basic.Username.Value, basic.Password.Value],
        BearerAuthentication bearer => [bearer.Token.Value],
        DigestAuthentication digest => [digest.Username.Value, digest.Password.Value],
        HeaderAuthentication header => header.Headers.Values.Select(text => text.Value),
        QueryAuthentication query => query.Query.Values.Select(text => text.Value),
        CustomAuthentication custom => (custom.Headers?.Values ?? []).Concat(custom.Query?.Values ?? []).Concat(custom.Body?.Values ?? []).Select(text => text.Value),
        OAuth2Authentication oauth2 => new Text?[] { oauth2.TokenUrl, oauth2.ClientId, oauth2.ClientSecret, oauth2.Username, oauth2.Password, oauth2.RefreshToken, oauth2.Account, oauth2.Audience }.OfType<Text>().Select(text => text.Value),
        AwsSigV4Authentication aws => new Text?[] { aws.AccessKeyId, aws.SecretAccessKey, aws.SessionToken, aws.Region, aws.Service }.OfType<Text>().Select(text => text.Value),
        _ => [],
    };

    private static IEnumerable<string> Texts(StepSigning? signing) => signing is HmacSigning hmac ? [hmac.Secret.Value] : [];
}
