using System.Text;

namespace HttpRequestSteps;

/// <summary>The text that is signed (RFC 9421, section 2.5): a line for each component, then the parameters of the signature.</summary>
internal static class SignatureBase
{
    /// <summary>The bytes of the base, or null and the component that the message lacks.</summary>
    public static byte[]? TryCreate(IEnumerable<SignatureComponent> components, string parameters, SignedMessage message, out SignatureComponent? missing)
    {
        var lines = new StringBuilder();
        foreach (var component in components)
        {
            if (ComponentValues.Find(component, message) is not { } value || HeaderRules.RefusesValue(value) is not null)
            {
                missing = component;
                return null;
            }

            lines.Append(component.Identifier).Append(": ").Append(value).Append('\n');
        }

        missing = null;
        return Encoding.ASCII.GetBytes(lines.Append("\"@signature-params\": ").Append(parameters).ToString());
    }
}
