namespace HttpRequestSteps;

/// <summary>Judges the time of a signature.</summary>
/// <param name="Now">The time of now, in Unix seconds.</param>
/// <param name="Tolerance">The seconds it may be away, both ways.</param>
internal readonly record struct SignatureAge(long Now, long Tolerance)
{
    private const int MaxDigits = 11;

    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>What is wrong with the time, or null.</summary>
    public VerificationResult? Refuses(long signedAt, long? expires = null)
    {
        if (signedAt < Math.Max(Now - Tolerance, Earliest) || expires < Now)
        {
            return VerificationResult.Failed(VerificationFailure.Expired, "The signature is valid, but too old.");
        }

        return signedAt > Math.Min(Now + Tolerance, Latest) ? VerificationResult.Failed(VerificationFailure.TooEarly, "The signature is valid, but from the future; check the clocks.") : null;
    }

    /// <summary>Unix seconds in their one canonical form: two texts are never one time.</summary>
    public static long? Parse(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxDigits && !text.ContainsAnyExceptInRange('0', '9') && (text[0] != '0' || text.Length == 1)
            ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
