using System.Collections.Frozen;

namespace HttpRequestSteps;

/// <summary>One table of the names that definitions may give to a family of types: <c>"type": "bearer"</c> → <see cref="BearerAuthentication"/>.</summary>
internal sealed class DefinitionTypes
{
    private static readonly KeyValuePair<string, Type>[] Fields = [new("text", typeof(FormDataText)), new("file", typeof(FormDataFile))];

    private static readonly KeyValuePair<string, Type>[] Signings =
    [
        new("hmac", typeof(HmacSigning)),
        new("persona", typeof(PersonaSigning)),
        new("stripe", typeof(StripeSigning)),
        new("github", typeof(GitHubSigning)),
        new("standardWebhooks", typeof(StandardWebhooksSigning)),
        new("httpMessageSignatures", typeof(HttpMessageSignaturesSigning)),
    ];

    private readonly FrozenDictionary<Type, IReadOnlyDictionary<string, Type>> _families;

    public DefinitionTypes(IEnumerable<KeyValuePair<string, Type>> authentications, IEnumerable<KeyValuePair<string, Type>> bodies)
    {
        _families = new Dictionary<Type, IReadOnlyDictionary<string, Type>>
        {
            [typeof(StepAuthentication)] = Table(authentications),
            [typeof(StepBody)] = Table(bodies),
            [typeof(StepSigning)] = Table(Signings),
            [typeof(FormDataField)] = Table(Fields),
        }.ToFrozenDictionary();
    }

    private DefinitionTypes(FrozenDictionary<Type, IReadOnlyDictionary<string, Type>> families)
    {
        _families = families;
    }

    /// <summary>These and one family more.</summary>
    public DefinitionTypes With(Type family, IEnumerable<KeyValuePair<string, Type>> names) =>
        new(_families.Append(KeyValuePair.Create<Type, IReadOnlyDictionary<string, Type>>(family, Table(names))).ToFrozenDictionary());

    public IReadOnlyDictionary<string, Type>? Family(Type type) => _families.GetValueOrDefault(type);

    private static Dictionary<string, Type> Table(IEnumerable<KeyValuePair<string, Type>> names) => new(names, StringComparer.Ordinal);
}
