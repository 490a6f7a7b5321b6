namespace HttpRequestSteps;

/// <summary>The last <c>Authorization</c> of a plan: a step sends the same credentials over and over, and they need be put together and checked but once.</summary>
internal sealed class AuthorizationMemo
{
    private volatile Entry? _last;

    /// <summary>Of the parts that make up the credentials: the credentials, and the whole value of the header.</summary>
    /// <exception cref="StepAuthenticationException">They cannot be sent.</exception>
    public (string Credentials, string Value) Of(string scheme, string first, string? second, Func<string, string?, string> join)
    {
        if (_last is not { } entry || entry.First != first || entry.Second != second || entry.Scheme != scheme)
        {
            var credentials = join(first, second);
            _last = entry = new Entry(scheme, first, second, credentials, HeaderRules.CheckedCredential("Authorization", $"{scheme} {credentials}"));
        }

        return (entry.Credentials, entry.Value);
    }

    private sealed class Entry(string scheme, string first, string? second, string credentials, string value)
    {
        public string Scheme => scheme;

        public string First => first;

        public string? Second => second;

        public string Credentials => credentials;

        public string Value => value;
    }
}
