using System.Collections.Frozen;

namespace HttpRequestSteps;

/// <summary>One part of a message that a signature covers.</summary>
/// <param name="Name">A lower-case header name, or a derived component such as <c>@method</c>.</param>
/// <param name="QueryName">The encoded name of the parameter, for <c>@query-param</c>.</param>
internal sealed record SignatureComponent(string Name, string? QueryName = null)
{
    public const string QueryParam = "@query-param";
    public const string ContentDigest = "content-digest";

    private static readonly FrozenSet<string> Derived =
        FrozenSet.Create(StringComparer.Ordinal, "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", QueryParam);

    /// <summary>The component as it stands in <c>Signature-Input</c> and in the signature base.</summary>
    public string Identifier { get; } = QueryName is null ? StructuredFieldWriter.Quote(Name) : $"{StructuredFieldWriter.Quote(Name)};name={StructuredFieldWriter.Quote(QueryName)}";

    public bool IsContentDigest => Name == ContentDigest;

    /// <summary>Reads a component as a definition writes it, without quotes around its name.</summary>
    public static SignatureComponent? Parse(string text, out string reason)
    {
        var mark = text.IndexOf(';', StringComparison.Ordinal);
        if (!StructuredFieldReader.TryParameters(mark < 0 ? string.Empty : text[mark..], out var parameters))
        {
            reason = $"The parameters of \"{text}\" are malformed; write @query-param;name=\"x\".";
            return null;
        }

        return Create((mark < 0 ? text : text[..mark]).ToLowerInvariant(), parameters, out reason);
    }

    /// <summary>The component of a received signature, or null when it is not one that can be checked.</summary>
    public static SignatureComponent? Of(StructuredItem item) => item.Value is string name ? Create(name, item.Parameters, out _) : null;

    private static SignatureComponent? Create(string name, IReadOnlyList<KeyValuePair<string, object>> parameters, out string reason)
    {
        reason = Refuses(name, parameters) ?? string.Empty;
        return reason.Length > 0 ? null : new SignatureComponent(name, parameters.Count == 0 ? null : (string)parameters[0].Value);
    }

    private static string? Refuses(string name, IReadOnlyList<KeyValuePair<string, object>> parameters)
    {
        if (name == QueryParam)
        {
            return parameters is [{ Key: "name", Value: string }] ? null : "The component @query-param needs the name of one parameter: @query-param;name=\"x\".";
        }

        if (parameters.Count > 0)
        {
            return $"The component \"{name}\" takes no parameters here; only @query-param has one.";
        }

        return name.StartsWith('@') ? RefusesDerived(name) : RefusesHeader(name);
    }

    private static string? RefusesDerived(string name) =>
        Derived.Contains(name) ? null : $"Unknown component \"{name}\"{NearestName.Hint(name, Derived)}. Known: {NameList.Of(Derived.Order(StringComparer.Ordinal))}, and names of headers.";

    private static string? RefusesHeader(string name) => name switch
    {
        "signature" or "signature-input" => $"The header \"{name}\" carries the signature and cannot be signed.",
        "content-length" or "host" => null,
        _ => name.AsSpan().ContainsAnyInRange('A', 'Z') ? $"The header \"{name}\" must be in lower case." : HeaderRules.RefusesName(name),
    };
}
