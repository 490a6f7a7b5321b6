namespace HttpRequestSteps;

/// <summary>What no credential may be: empty, or broken by a control character, as when a file was read with its last line break.</summary>
internal static class CredentialRules
{
    /// <summary>The value, if it can be a credential.</summary>
    /// <exception cref="StepAuthenticationException">It cannot.</exception>
    public static string Checked(string what, string value) => Refuses(value) is { } reason
        ? throw new StepAuthenticationException($"{what} {reason}.")
        : value;

    /// <inheritdoc cref="Checked(string, string)"/>
    /// <remarks>The sentence is put together only when it is needed.</remarks>
    public static string Checked(string what, string name, string value) => Refuses(value) is { } reason
        ? throw new StepAuthenticationException($"{what} \"{name}\" {reason}.")
        : value;

    /// <summary>Why the value cannot be a credential, or null.</summary>
    public static string? Refuses(string value)
    {
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            return "is empty";
        }

        foreach (var c in value)
        {
            if (char.IsControl(c))
            {
                return c is '\r' or '\n' ? "holds a line break" : "holds a control character";
            }
        }

        return null;
    }
}
