using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HttpRequestSteps;

/// <summary>The JSON contract of definitions and settings, with the types a host has added: one place that reads, writes, checks and describes them.</summary>
internal sealed class DefinitionJson
{
    public const string TypeProperty = "type";

    private readonly IJsonTypeInfoResolver[] _hostTypes;

    public DefinitionJson(DefinitionTypes types, IEnumerable<IJsonTypeInfoResolver>? hostTypes = null)
    {
        Types = types;
        _hostTypes = [.. hostTypes ?? []];
        var resolver = JsonTypeInfoResolver.Combine([DefinitionJsonContext.Default, .. _hostTypes]);
        Options = new JsonSerializerOptions(DefinitionJsonContext.Default.Options)
        {
            AllowOutOfOrderMetadataProperties = true,
            AllowTrailingCommas = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = JsonSourceText.MaxDepth,
            ReadCommentHandling = JsonCommentHandling.Skip,
            TypeInfoResolver = resolver.WithAddedModifier(AddFamilies).WithAddedModifier(SkipDefaults),
            WriteIndented = true,
        };
        Options.MakeReadOnly();
    }

    public DefinitionTypes Types { get; }

    public JsonSerializerOptions Options { get; }

    /// <summary>The same contract and one family of types more, for a format built on steps.</summary>
    public DefinitionJson With(Type family, IEnumerable<KeyValuePair<string, Type>> names, params IEnumerable<IJsonTypeInfoResolver> types) =>
        new(Types.With(family, names), _hostTypes.Concat(types));

    /// <summary>Reads a file of the given type, or adds every error of its form, and those of the meaning of what is left of it.</summary>
    public T? Read<T>(JsonSourceText source, JsonPart part, List<DefinitionError> errors, Func<T, IEnumerable<DefinitionError>> validate, IReadOnlyDictionary<string, string>? standIns = null)
        where T : class
    {
        var typeInfo = Info<T>();
        var ofForm = new List<DefinitionError>();
        new DefinitionChecker(this, source, ofForm).Check(part, typeInfo);
        if (ofForm.Count == 0)
        {
            return JsonSerializer.Deserialize(source.Utf8.Span[part.Start..part.End], typeInfo);
        }

        errors.AddRange(ofForm);

        var sound = new SoundPart(source, part, ofForm, standIns);
        if (sound.Read(typeInfo) is { } rest)
        {
            errors.AddRange(validate(rest).Where(sound.Holds).Select(source.Locate));
        }

        return null;
    }

    public string Write<T>(T value)
        where T : class => JsonSerializer.Serialize(value, Info<T>());

    public JsonTypeInfo Info(Type type) => Options.GetTypeInfo(type);

    private JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private void AddFamilies(JsonTypeInfo info)
    {
        if (Types.Family(info.Type) is not { } family)
        {
            return;
        }

        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = TypeProperty };
        foreach (var (name, type) in family)
        {
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, name));
        }
    }

    /// <summary>An enum at its default, or JSON that is not there, says nothing and is not written.</summary>
    private static void SkipDefaults(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
        {
            if (property.PropertyType.IsEnum && !property.IsRequired)
            {
                property.ShouldSerialize = static (_, value) => value is not null && Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) != 0;
            }
            else if (property.PropertyType == typeof(JsonElement))
            {
                property.ShouldSerialize = static (_, value) => value is JsonElement { ValueKind: not JsonValueKind.Undefined };
            }
        }
    }
}
