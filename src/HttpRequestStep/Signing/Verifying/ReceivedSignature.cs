namespace HttpRequestSteps;

/// <summary>One signature of <c>Signature-Input</c> and <c>Signature</c>.</summary>
internal sealed record ReceivedSignature
{
    private const int MaxSignatures = 16;

    public required IReadOnlyList<SignatureComponent> Components { get; init; }

    /// <summary>The last line of the base.</summary>
    public required string Parameters { get; init; }

    public required byte[] Value { get; init; }

    public required long Created { get; init; }

    public long? Expires { get; init; }

    public string? KeyId { get; init; }

    public string? Algorithm { get; init; }

    public string? Nonce { get; init; }

    public string? Tag { get; init; }

    /// <summary>The signatures that can be read, or null when the headers cannot.</summary>
    public static List<ReceivedSignature>? TryRead(string input, string signature)
    {
        if (!StructuredFieldReader.TryDictionary(input, out var inputs) || !StructuredFieldReader.TryDictionary(signature, out var values) || inputs.Count > MaxSignatures)
        {
            return null;
        }

        var read = new List<ReceivedSignature>();
        foreach (var (label, item) in inputs)
        {
            if (values.Find(value => value.Key == label).Value is { Value: byte[] bytes } && TryRead(item, bytes) is { } one)
            {
                read.Add(one);
            }
        }

        return read;
    }

    private static ReceivedSignature? TryRead(StructuredItem item, byte[] value)
    {
        if (item.Value is not StructuredItem[] list || item.Parameter("created") is not long created || !HasTypes(item))
        {
            return null;
        }

        var components = list.Select(SignatureComponent.Of).OfType<SignatureComponent>().ToArray();
        return components.Length != list.Length || components.DistinctBy(static component => component.Identifier).Count() != list.Length ? null : new ReceivedSignature
        {
            Components = components,
            Parameters = StructuredFieldWriter.Item(item),
            Value = value,
            Created = created,
            Expires = (long?)item.Parameter("expires"),
            KeyId = (string?)item.Parameter("keyid"),
            Algorithm = (string?)item.Parameter("alg"),
            Nonce = (string?)item.Parameter("nonce"),
            Tag = (string?)item.Parameter("tag"),
        };
    }

    private static bool HasTypes(StructuredItem item) => item.Parameters.All(static parameter => parameter.Key switch
    {
        "created" or "expires" => parameter.Value is long,
        "keyid" or "alg" or "nonce" or "tag" => parameter.Value is string,
        _ => true,
    });
}
