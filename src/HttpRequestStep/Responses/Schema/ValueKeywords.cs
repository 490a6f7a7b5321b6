using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>Reads the keywords of the validation vocabulary.</summary>
internal static class ValueKeywords
{
    private static readonly FrozenDictionary<string, (string Words, Func<JsonElement, bool> Is)> Types =
        new Dictionary<string, (string, Func<JsonElement, bool>)>
        {
            ["null"] = ("null", static value => value.ValueKind == JsonValueKind.Null),
            ["boolean"] = ("a boolean", static value => value.ValueKind is JsonValueKind.True or JsonValueKind.False),
            ["object"] = ("an object", static value => value.ValueKind == JsonValueKind.Object),
            ["array"] = ("an array", static value => value.ValueKind == JsonValueKind.Array),
            ["number"] = ("a number", static value => value.ValueKind == JsonValueKind.Number),
            ["string"] = ("a string", static value => value.ValueKind == JsonValueKind.String),
            ["integer"] = ("an integer", static value => value.ValueKind == JsonValueKind.Number && JsonNumber.Of(value) is { IsInteger: true }),
        }.ToFrozenDictionary();

    public static SchemaKeyword? Type(SchemaPlace place, SchemaCompiler compiler)
    {
        var names = place.Kind == JsonValueKind.String ? [place.Value.GetString()!] : Names(place, compiler);
        if (place.Kind == JsonValueKind.Array && names.Length == 0)
        {
            compiler.Report(place.Path, "must name at least one type");
        }

        foreach (var name in names.Where(name => !Types.ContainsKey(name)))
        {
            compiler.Report(place.Path, UnknownType(name));
        }

        var types = names.Where(Types.ContainsKey).Select(name => Types[name]).ToArray();
        return new ValueKeyword(string.Join(" or ", types.Select(type => type.Words)), value => Array.Exists(types, type => type.Is(value)));
    }

    public static SchemaKeyword? Enum(SchemaPlace place, SchemaCompiler compiler)
    {
        if (place.Kind != JsonValueKind.Array)
        {
            compiler.Report(place.Path, "must be a list of values");
            return null;
        }

        var values = place.Value.EnumerateArray().ToArray();
        var set = new HashSet<JsonElement>(values, JsonEquality.Instance);
        return new ValueKeyword($"one of {SchemaText.Literals(values)}", set.Contains);
    }

    public static SchemaKeyword? Const(SchemaPlace place, SchemaCompiler compiler) =>
        new ValueKeyword(SchemaText.Literal(place.Value), value => JsonEquality.Instance.Equals(place.Value, value));

    public static SchemaKeyword? MultipleOf(SchemaPlace place, SchemaCompiler compiler)
    {
        if (Number(place, compiler) is not { } divisor)
        {
            return null;
        }

        if (divisor.Mantissa.Sign <= 0)
        {
            compiler.Report(place.Path, "must be more than 0");
            return null;
        }

        return new NumberKeyword($"a multiple of {SchemaText.Literal(place.Value)}", number => number.IsMultipleOf(divisor));
    }

    public static SchemaKeyword? Minimum(SchemaPlace place, SchemaCompiler compiler) => Bound(place, compiler, "at least", order => order >= 0);

    public static SchemaKeyword? Maximum(SchemaPlace place, SchemaCompiler compiler) => Bound(place, compiler, "at most", order => order <= 0);

    public static SchemaKeyword? ExclusiveMinimum(SchemaPlace place, SchemaCompiler compiler) => Bound(place, compiler, "more than", order => order > 0);

    public static SchemaKeyword? ExclusiveMaximum(SchemaPlace place, SchemaCompiler compiler) => Bound(place, compiler, "less than", order => order < 0);

    public static SchemaKeyword? MinLength(SchemaPlace place, SchemaCompiler compiler) =>
        Least(place, compiler, JsonValueKind.String, Length, "character", "characters");

    public static SchemaKeyword? MaxLength(SchemaPlace place, SchemaCompiler compiler) =>
        Most(place, compiler, JsonValueKind.String, Length, "character", "characters");

    public static SchemaKeyword? MinItems(SchemaPlace place, SchemaCompiler compiler) =>
        Least(place, compiler, JsonValueKind.Array, static value => value.GetArrayLength(), "item", "items");

    public static SchemaKeyword? MaxItems(SchemaPlace place, SchemaCompiler compiler) =>
        Most(place, compiler, JsonValueKind.Array, static value => value.GetArrayLength(), "item", "items");

    public static SchemaKeyword? MinProperties(SchemaPlace place, SchemaCompiler compiler) =>
        Least(place, compiler, JsonValueKind.Object, static value => value.GetPropertyCount(), "property", "properties");

    public static SchemaKeyword? MaxProperties(SchemaPlace place, SchemaCompiler compiler) =>
        Most(place, compiler, JsonValueKind.Object, static value => value.GetPropertyCount(), "property", "properties");

    public static SchemaKeyword? UniqueItems(SchemaPlace place, SchemaCompiler compiler)
    {
        if (place.Kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            compiler.Report(place.Path, "must be true or false");
        }

        return place.Kind == JsonValueKind.True ? new ValueKeyword("no item twice", AreUnique, static _ => "equal items") : null;
    }

    public static SchemaKeyword? Required(SchemaPlace place, SchemaCompiler compiler) => new RequiredKeyword(Names(place, compiler), null);

    public static SchemaKeyword? Pattern(SchemaPlace place, SchemaCompiler compiler)
    {
        if (place.Kind != JsonValueKind.String)
        {
            compiler.Report(place.Path, "must be a regular expression, as a text");
            return null;
        }

        return CompilePattern(place.Value.GetString()!, place.Path, compiler) is { } pattern ? new PatternKeyword(pattern) : null;
    }

    public static SchemaPattern? CompilePattern(string pattern, string path, SchemaCompiler compiler)
    {
        try
        {
            return new SchemaPattern(pattern, EcmaPattern.Compile(pattern));
        }
        catch (ArgumentException e)
        {
            compiler.Report(path, $"is not a regular expression that can be used: {e.Message}");
            return null;
        }
    }

    /// <summary>A list of different names; empty, and reported, when it is none.</summary>
    public static string[] Names(SchemaPlace place, SchemaCompiler compiler)
    {
        if (place.Kind == JsonValueKind.Array && place.Items().All(item => item.Kind == JsonValueKind.String))
        {
            return [.. place.Value.EnumerateArray().Select(item => item.GetString()!).Distinct()];
        }

        compiler.Report(place.Path, "must be a list of names");
        return [];
    }

    public static int? Count(SchemaPlace place, SchemaCompiler compiler)
    {
        var count = JsonNumber.Count(place.Value);
        if (count is null)
        {
            compiler.Report(place.Path, "must be a whole number, 0 or more");
        }

        return count;
    }

    private static string UnknownType(string name) =>
        NearestName.Of(name, Types.Keys.Order(StringComparer.Ordinal)) is { } nearest
            ? $"names no type of JSON: {SchemaText.Quoted(name)}; did you mean {SchemaText.Quoted(nearest)}?"
            : $"names no type of JSON: {SchemaText.Quoted(name)}";

    private static JsonNumber? Number(SchemaPlace place, SchemaCompiler compiler)
    {
        var number = place.Kind == JsonValueKind.Number ? JsonNumber.Of(place.Value) : null;
        if (number is null)
        {
            var isDraft4 = place.Kind is JsonValueKind.True or JsonValueKind.False;
            compiler.Report(place.Path, isDraft4 ? "is true or false only in draft 4; write the bound itself" : "must be a number");
        }

        return number;
    }

    private static NumberKeyword? Bound(SchemaPlace place, SchemaCompiler compiler, string words, Func<int, bool> holds) =>
        Number(place, compiler) is { } bound
            ? new NumberKeyword($"{words} {SchemaText.Literal(place.Value)}", number => holds(number.CompareTo(bound)))
            : null;

    private static ValueKeyword? Least(SchemaPlace place, SchemaCompiler compiler, JsonValueKind kind, Func<JsonElement, int> size, string one, string many) =>
        Count(place, compiler) is { } least
            ? Size(kind, size, $"at least {SchemaText.Count(least, one, many)}", count => count >= least)
            : null;

    private static ValueKeyword? Most(SchemaPlace place, SchemaCompiler compiler, JsonValueKind kind, Func<JsonElement, int> size, string one, string many) =>
        Count(place, compiler) is { } most
            ? Size(kind, size, $"at most {SchemaText.Count(most, one, many)}", count => count <= most)
            : null;

    private static ValueKeyword Size(JsonValueKind kind, Func<JsonElement, int> size, string expected, Func<int, bool> holds) =>
        new(expected, value => value.ValueKind != kind || holds(size(value)), value => size(value).ToString(CultureInfo.InvariantCulture));

    // Characters as people count them, more or less: an emoji is two units to .NET and one code point.
    private static int Length(JsonElement value)
    {
        var text = value.GetString()!;
        return text.Length - text.Count(char.IsLowSurrogate);
    }

    private static bool AreUnique(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var seen = new HashSet<JsonElement>(JsonEquality.Instance);
        return value.EnumerateArray().All(seen.Add);
    }
}
