using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>Reads the keywords that only mean something together, and those that only name things.</summary>
internal static class GroupedKeywords
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    public static IEnumerable<SchemaKeyword?> Read(SchemaPlace schema, SchemaNode node, SchemaCompiler compiler)
    {
        CheckIdentity(schema, compiler);
        compiler.SchemasByName(schema.At("$defs"));
        compiler.SchemasByName(schema.At("definitions"));
        if (schema.At("$anchor") is { } anchor)
        {
            compiler.Anchor(anchor, node);
        }

        return [Properties(schema, compiler), Items(schema, compiler), Contains(schema, compiler), If(schema, compiler)];
    }

    public static SchemaKeyword? DependentRequired(SchemaPlace place, SchemaCompiler compiler)
    {
        if (place.Kind != JsonValueKind.Object)
        {
            compiler.Report(place.Path, "must be an object whose values are lists of names");
            return null;
        }

        return new EachKeyword([.. place.Properties().Select(one => new RequiredKeyword(ValueKeywords.Names(one.Place, compiler), one.Name))]);
    }

    private static PropertiesKeyword? Properties(SchemaPlace schema, SchemaCompiler compiler)
    {
        var (named, patterns, additional) = (schema.At("properties"), schema.At("patternProperties"), schema.At("additionalProperties"));
        return named is null && patterns is null && additional is null
            ? null
            : new PropertiesKeyword(compiler.SchemasByName(named), Patterns(patterns, compiler), compiler.Schema(additional));
    }

    private static (SchemaPattern, SchemaNode)[] Patterns(SchemaPlace? place, SchemaCompiler compiler) =>
    [
        .. compiler.SchemasByName(place)
            .Select(one => (Pattern: ValueKeywords.CompilePattern(one.Key, SchemaPath.Of(place!.Value.Path, one.Key), compiler), Schema: one.Value))
            .Where(one => one.Pattern is not null)
            .Select(one => (one.Pattern!, one.Schema)),
    ];

    private static ItemsKeyword? Items(SchemaPlace schema, SchemaCompiler compiler)
    {
        var (prefix, rest) = (schema.At("prefixItems"), schema.At("items"));
        if (rest is { Kind: JsonValueKind.Array } list)
        {
            compiler.Report(list.Path, "is a list only in older drafts; use prefixItems");
            return null;
        }

        return prefix is null && rest is null ? null : new ItemsKeyword(prefix is { } here ? compiler.Schemas(here) : [], compiler.Schema(rest));
    }

    private static ContainsKeyword? Contains(SchemaPlace schema, SchemaCompiler compiler)
    {
        var least = Count(schema.At("minContains"), 1, compiler);
        var most = Count(schema.At("maxContains"), int.MaxValue, compiler);
        return compiler.Schema(schema.At("contains")) is { } contained ? new ContainsKeyword(contained, least, most) : null;
    }

    private static int Count(SchemaPlace? place, int absent, SchemaCompiler compiler) =>
        place is { } here ? ValueKeywords.Count(here, compiler) ?? absent : absent;

    private static IfKeyword? If(SchemaPlace schema, SchemaCompiler compiler)
    {
        var (then, otherwise) = (compiler.Schema(schema.At("then")), compiler.Schema(schema.At("else")));
        return compiler.Schema(schema.At("if")) is { } condition ? new IfKeyword(condition, then, otherwise) : null;
    }

    private static void CheckIdentity(SchemaPlace schema, SchemaCompiler compiler)
    {
        if (schema.At("$schema") is { } dialect && !IsDialect(dialect.Value))
        {
            compiler.Report(dialect.Path, $"must be {Dialect}; other drafts are not supported");
        }

        if (schema.At("$id") is not { } id)
        {
            return;
        }

        if (schema.Pointer.Length > 0)
        {
            compiler.Report(id.Path, "is only supported at the root of the schema");
        }
        else if (id.Kind != JsonValueKind.String)
        {
            compiler.Report(id.Path, "must be a text");
        }
    }

    private static bool IsDialect(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.TrimEnd('#') == Dialect;
}
