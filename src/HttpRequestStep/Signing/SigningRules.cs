namespace HttpRequestSteps;

/// <summary>What each signing needs.</summary>
internal static class SigningRules
{
    public static void Check(StepSigning signing, DefinitionContext context)
    {
        switch (signing)
        {
            case HmacSigning hmac:
                CheckHeader(hmac.Header, "header", context);
                CheckHeader(hmac.TimestampHeader, "timestampHeader", context);
                break;
            case HttpMessageSignaturesSigning http:
                CheckKey(http, context);
                CheckParameters(http, context);
                break;
        }
    }

    /// <summary>What a signer and a verifier need alike.</summary>
    public static void CheckParameters(HttpMessageSignaturesSigning signing, DefinitionContext context)
    {
        CheckComponents(signing.Components, context);
        if (!StructuredFieldReader.IsKey(signing.Label))
        {
            context.Report("label", "A label holds lower-case letters, digits and _ - . *, and begins with a letter.");
        }

        if (signing.Expires < TimeSpan.FromSeconds(1))
        {
            context.Report("expires", "A signature must hold for a second at least.");
        }
    }

    /// <summary>Whether a text is what it says, without a template.</summary>
    public static bool IsConstant(Text text) => !text.Value.Contains("{{", StringComparison.Ordinal) && !text.Value.Contains("{%", StringComparison.Ordinal);

    private static void CheckHeader(string? name, string property, DefinitionContext context)
    {
        if (name is not null && HeaderRules.RefusesName(name) is { } reason)
        {
            context.Report(property, reason);
        }
    }

    private static void CheckKey(HttpMessageSignaturesSigning signing, DefinitionContext context)
    {
        if ((signing.Secret is null) == (signing.PrivateKey is null))
        {
            context.Report(signing.Secret is null ? "secret" : "privateKey", "A signature is made with either \"secret\" or \"privateKey\".");
            return;
        }

        if (signing.Algorithm is { } algorithm && (algorithm == HttpSignatureAlgorithm.HmacSha256) != (signing.Secret is not null))
        {
            context.Report("algorithm", $"The algorithm {HttpSignatureAlgorithms.NameOf(algorithm)} needs \"{(signing.Secret is null ? "secret" : "privateKey")}\".");
        }
        else if (signing.PrivateKey is { } key && IsConstant(key) && SignatureKeys.Refuses(key.Value, signing.Algorithm) is { } reason)
        {
            context.Report("privateKey", reason);
        }
    }

    private static void CheckComponents(IReadOnlyList<string>? components, DefinitionContext context)
    {
        if (components is { Count: 0 })
        {
            context.Report("components", "A signature without components protects nothing; leave \"components\" out for the default ones.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (components?.Count ?? 0); i++)
        {
            if (SignatureComponent.Parse(components![i], out var reason) is not { } component)
            {
                context.Report(JsonPath.Item("components", i), reason);
            }
            else if (!seen.Add(component.Identifier))
            {
                context.Report(JsonPath.Item("components", i), $"The component {component.Identifier} is given twice.");
            }
        }
    }
}
