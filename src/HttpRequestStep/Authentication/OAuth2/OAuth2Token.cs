namespace HttpRequestSteps;

/// <summary>A token as it was given.</summary>
public sealed record OAuth2Token
{
    /// <summary>What a request carries.</summary>
    public required string AccessToken { get; init; }

    /// <summary>What gets the next one, or null.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>When it expires, or null when the server did not say: it is then used until it is refused.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The scopes it was given for, if the server says.</summary>
    public string? Scope { get; init; }

    /// <summary>Without the tokens: a record may end in a log.</summary>
    public override string ToString() => $"OAuth2Token (expires {ExpiresAt?.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"})";
}
