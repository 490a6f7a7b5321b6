namespace HttpRequestSteps;

/// <summary>The components that a definition asks for: its own, or the default ones.</summary>
internal sealed class SignatureComponents(IReadOnlyList<SignatureComponent>? own)
{
    private static readonly SignatureComponent[] WithoutBody = [new("@method"), new("@target-uri")];
    private static readonly SignatureComponent[] WithBody = [.. WithoutBody, new(SignatureComponent.ContentDigest)];

    /// <summary>Compiles what has been checked.</summary>
    public static SignatureComponents Of(HttpMessageSignaturesSigning signing) =>
        new(signing.Components is null ? null : [.. signing.Components.Select(static text => SignatureComponent.Parse(text, out var reason) ?? throw new ArgumentException(reason, nameof(signing)))]);

    public IReadOnlyList<SignatureComponent> For(bool hasBody) => own ?? (hasBody ? WithBody : WithoutBody);
}
