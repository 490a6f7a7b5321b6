using System.Text;

namespace HttpRequestSteps;

/// <summary>What a signature says about itself.</summary>
internal sealed record SignatureParameters
{
    public required IReadOnlyList<SignatureComponent> Components { get; init; }

    public required long Created { get; init; }

    public required string KeyId { get; init; }

    public long? Expires { get; init; }

    public string? Nonce { get; init; }

    public string? Tag { get; init; }

    /// <summary>As it stands in <c>Signature-Input</c> after the label, and in the last line of the base.</summary>
    public override string ToString()
    {
        var target = new StringBuilder().Append('(').AppendJoin(' ', Components.Select(static component => component.Identifier)).Append(')');
        Append(target, "created", Created);
        Append(target, "expires", Expires);
        Append(target, "keyid", KeyId);
        Append(target, "nonce", Nonce);
        Append(target, "tag", Tag);
        return target.ToString();
    }

    private static void Append(StringBuilder target, string name, object? value)
    {
        if (value is not null)
        {
            StructuredFieldWriter.AppendParameter(target, name, value);
        }
    }
}
