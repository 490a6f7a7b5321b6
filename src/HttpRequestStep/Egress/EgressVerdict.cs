namespace HttpRequestSteps;

/// <summary>Whether a destination may be called. The reason is fit for the definition's author: it never tells what a name resolved to.</summary>
internal readonly record struct EgressVerdict(bool Allowed, string Reason)
{
    public static EgressVerdict Allow { get; } = new(true, "");

    public static EgressVerdict Refuse(string reason) => new(false, reason);
}
