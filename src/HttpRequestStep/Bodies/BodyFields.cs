namespace HttpRequestSteps;

/// <summary>Credentials that travel in the body: fields by name, in place of the author's own of the same name.</summary>
internal sealed class BodyFields(IReadOnlyList<KeyValuePair<string, string>> fields)
{
    public static BodyFields None { get; } = new([]);

    public bool IsEmpty => fields.Count == 0;

    public IReadOnlyList<KeyValuePair<string, string>> All => fields;

    /// <exception cref="StepFailureException">One of them cannot be a credential: then there is no call.</exception>
    public static BodyFields Render(StepPlan plan, RenderContext context) => plan.BodyFields.Count == 0
        ? None
        : new([.. plan.BodyFields.Select(field => KeyValuePair.Create(field.Key, Checked(field.Key, context.Render(field.Value))))]);

    public bool Replaces(string name)
    {
        foreach (var field in fields)
        {
            if (field.Key == name)
            {
                return true;
            }
        }

        return false;
    }

    private static string Checked(string name, string value) => CredentialRules.Refuses(value) is { } reason
        ? throw NoCredentials($"The credential for the body field \"{name}\" {reason}.")
        : value;

    public static StepFailureException NoCredentials(string reason) =>
        new(FailureKind.Authentication, DeliveryCertainty.NotSent, $"No credentials: {reason}");
}
