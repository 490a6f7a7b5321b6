namespace HttpRequestSteps;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header: a scheme and its parameters, names ignoring case (RFC 9110, section 11).</summary>
internal sealed record AuthenticationChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The challenges of all headers of an answer, in order.</summary>
    public static IEnumerable<AuthenticationChallenge> Of(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var lines))
        {
            yield break;
        }

        foreach (var line in lines)
        {
            foreach (var challenge in new ChallengeReader(line).ReadChallenges())
            {
                yield return challenge;
            }
        }
    }

    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    public string? Find(string parameter) => Parameters.GetValueOrDefault(parameter);

    public bool Says(string parameter, string value) => value.Equals(Find(parameter), StringComparison.OrdinalIgnoreCase);
}
