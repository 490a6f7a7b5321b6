using System.Collections.Frozen;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The one table of keywords: what is read by itself, what is read together, what only describes and what is refused.</summary>
internal static class SchemaVocabulary
{
    private delegate SchemaKeyword? Reader(SchemaPlace place, SchemaCompiler compiler);

    private static readonly FrozenDictionary<string, Reader> Single = new Dictionary<string, Reader>
    {
        ["$ref"] = static (place, compiler) => compiler.Reference(place),
        ["allOf"] = static (place, compiler) => new AllOfKeyword(compiler.Schemas(place)),
        ["anyOf"] = static (place, compiler) => new AnyOfKeyword(compiler.Schemas(place)),
        ["oneOf"] = static (place, compiler) => new OneOfKeyword(compiler.Schemas(place)),
        ["not"] = static (place, compiler) => new NotKeyword(compiler.Schema(place)),
        ["dependentSchemas"] = static (place, compiler) => new DependentSchemasKeyword(compiler.SchemasByName(place)),
        ["propertyNames"] = static (place, compiler) => new PropertyNamesKeyword(compiler.Schema(place)),
        ["unevaluatedProperties"] = static (place, compiler) => new UnevaluatedPropertiesKeyword(compiler.Schema(place)),
        ["unevaluatedItems"] = static (place, compiler) => new UnevaluatedItemsKeyword(compiler.Schema(place)),
        ["type"] = ValueKeywords.Type,
        ["enum"] = ValueKeywords.Enum,
        ["const"] = ValueKeywords.Const,
        ["multipleOf"] = ValueKeywords.MultipleOf,
        ["minimum"] = ValueKeywords.Minimum,
        ["maximum"] = ValueKeywords.Maximum,
        ["exclusiveMinimum"] = ValueKeywords.ExclusiveMinimum,
        ["exclusiveMaximum"] = ValueKeywords.ExclusiveMaximum,
        ["minLength"] = ValueKeywords.MinLength,
        ["maxLength"] = ValueKeywords.MaxLength,
        ["pattern"] = ValueKeywords.Pattern,
        ["minItems"] = ValueKeywords.MinItems,
        ["maxItems"] = ValueKeywords.MaxItems,
        ["uniqueItems"] = ValueKeywords.UniqueItems,
        ["minProperties"] = ValueKeywords.MinProperties,
        ["maxProperties"] = ValueKeywords.MaxProperties,
        ["required"] = ValueKeywords.Required,
        ["dependentRequired"] = GroupedKeywords.DependentRequired,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Grouped = FrozenSet.ToFrozenSet(
    [
        "properties", "patternProperties", "additionalProperties", "prefixItems", "items", "contains", "minContains", "maxContains", "if", "then", "else",
        "$defs", "definitions", "$id", "$anchor", "$schema",
    ]);

    private static readonly FrozenSet<string> Annotations = FrozenSet.ToFrozenSet(
    [
        "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format", "contentMediaType", "contentEncoding",
        "contentSchema",
    ]);

    private static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["$dynamicRef"] = "is not supported; use $ref",
        ["$dynamicAnchor"] = "is not supported; use $anchor",
        ["$recursiveRef"] = "belongs to draft 2019-09; use $ref",
        ["$recursiveAnchor"] = "belongs to draft 2019-09; use $anchor",
        ["$vocabulary"] = "is not supported; the vocabularies of 2020-12 are built in",
        ["id"] = "belongs to draft 4; use $id at the root",
        ["dependencies"] = "belongs to older drafts; use dependentRequired or dependentSchemas",
        ["additionalItems"] = "belongs to older drafts; use prefixItems with items",
        ["divisibleBy"] = "belongs to draft 3; use multipleOf",
        ["disallow"] = "belongs to draft 3; use not",
        ["extends"] = "belongs to draft 3; use allOf",
    }.ToFrozenDictionary();

    public static List<SchemaKeyword> Read(SchemaPlace schema, SchemaNode node, SchemaCompiler compiler)
    {
        var keywords = new List<SchemaKeyword?>();
        var names = new HashSet<string>();
        foreach (var (name, place) in schema.Properties())
        {
            if (!names.Add(name))
            {
                compiler.Report(place.Path, "is there twice");
            }
            else if (Single.TryGetValue(name, out var reader))
            {
                keywords.Add(reader(place, compiler));
            }
            else if (!Grouped.Contains(name) && !Annotations.Contains(name))
            {
                compiler.Report(place.Path, Refused.GetValueOrDefault(name) ?? Unknown(name));
            }
        }

        keywords.AddRange(GroupedKeywords.Read(schema, node, compiler));
        return [.. keywords.OfType<SchemaKeyword>()];
    }

    private static string Unknown(string name) =>
        NearestName.Of(name, Single.Keys.Concat(Grouped).Concat(Annotations).Order(StringComparer.Ordinal)) is { } nearest
            ? $"is not a keyword of JSON Schema; did you mean {SchemaText.Quoted(nearest)}?"
            : "is not a keyword of JSON Schema";
}
