using System.Text;
using System.Text.Json;

namespace HttpRequestSteps.Tests;

public sealed class JsonCheckTests
{
    private static (JsonFaultKind Kind, int Offset, string Left) Strip(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var fault = JsonCheck.StripAndCheck(utf8, out var length);
        return (fault.Kind, fault.Offset, fault.Kind == JsonFaultKind.None ? Encoding.UTF8.GetString(utf8, 0, length) : string.Empty);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData(" [ 1 , ] ", " [ 1  ] ")]
    [InlineData("[1,]", "[1]")]
    [InlineData("[1,\r\n\t ]", "[1\r\n\t ]")]
    [InlineData("{\"a\":1,}", "{\"a\":1}")]
    [InlineData("{\"a\":[1,],},", null)]
    [InlineData("[[[1,],],]", "[[[1]]]")]
    [InlineData("[{\"a\":[],},{\"b\":{},},]", "[{\"a\":[]},{\"b\":{}}]")]
    [InlineData("[\",]\",\",}\",]", "[\",]\",\",}\"]")]
    [InlineData("[\"\\\",]\",]", "[\"\\\",]\"]")]
    [InlineData("{\",}\":\",]\"}", "{\",}\":\",]\"}")]
    [InlineData("[\"caf\u00e9 \U0001F600\",\"x\",]", "[\"caf\u00e9 \U0001F600\",\"x\"]")]
    public void Trailing_commas_are_stripped_outside_of_strings_only(string text, string? left) =>
        Assert.Equal((left is null ? JsonFaultKind.MoreThanOneValue : JsonFaultKind.None, left ?? string.Empty), (Strip(text).Kind, Strip(text).Left));

    [Theory]
    [InlineData("", JsonFaultKind.Empty, 0)]
    [InlineData(" \n", JsonFaultKind.Empty, 2)]
    [InlineData(",", JsonFaultKind.NoValue, 0)]
    [InlineData("[,]", JsonFaultKind.NoValue, 1)]
    [InlineData("[1,,]", JsonFaultKind.NoValue, 3)]
    [InlineData("[1,},]", JsonFaultKind.NoValue, 3)]
    [InlineData("{,}", JsonFaultKind.NoName, 1)]
    [InlineData("{\"a\":1,,}", JsonFaultKind.NoName, 7)]
    [InlineData("{a:1}", JsonFaultKind.NoName, 1)]
    [InlineData("{\"a\"}", JsonFaultKind.NoColon, 4)]
    [InlineData("{\"a\":}", JsonFaultKind.NoValue, 5)]
    [InlineData("{\"a\":,}", JsonFaultKind.NoValue, 5)]
    [InlineData("[1 2]", JsonFaultKind.NoSeparatorInArray, 3)]
    [InlineData("{\"a\":1 \"b\":2}", JsonFaultKind.NoSeparatorInObject, 7)]
    [InlineData("[1}", JsonFaultKind.NoSeparatorInArray, 2)]
    [InlineData("[", JsonFaultKind.NoValue, 1)]
    [InlineData("[1", JsonFaultKind.UnclosedArray, 2)]
    [InlineData("{\"a\":1", JsonFaultKind.UnclosedObject, 6)]
    [InlineData("[1,", JsonFaultKind.NoValue, 3)]
    [InlineData("1,", JsonFaultKind.MoreThanOneValue, 1)]
    [InlineData("{}{}", JsonFaultKind.MoreThanOneValue, 2)]
    [InlineData("\"a", JsonFaultKind.UnclosedString, 2)]
    [InlineData("\"a\n\"", JsonFaultKind.ControlCharacter, 2)]
    [InlineData("\"a\0\"", JsonFaultKind.ControlCharacter, 2)]
    [InlineData("\"\\x\"", JsonFaultKind.BadEscape, 1)]
    [InlineData("\"\\u12g4\"", JsonFaultKind.BadEscape, 1)]
    [InlineData("\"\\u12", JsonFaultKind.BadEscape, 1)]
    [InlineData("\"\\", JsonFaultKind.BadEscape, 1)]
    [InlineData("01", JsonFaultKind.BadNumber, 0)]
    [InlineData("-", JsonFaultKind.BadNumber, 0)]
    [InlineData("1.", JsonFaultKind.BadNumber, 0)]
    [InlineData("1.e5", JsonFaultKind.BadNumber, 0)]
    [InlineData("1e", JsonFaultKind.BadNumber, 0)]
    [InlineData("2024-01-02", JsonFaultKind.BadNumber, 0)]
    [InlineData("+1", JsonFaultKind.NoValue, 0)]
    [InlineData(".5", JsonFaultKind.NoValue, 0)]
    [InlineData("NaN", JsonFaultKind.NoValue, 0)]
    [InlineData("nullable", JsonFaultKind.NoValue, 0)]
    [InlineData("True", JsonFaultKind.NoValue, 0)]
    [InlineData("// c\n1", JsonFaultKind.NoValue, 0)]
    [InlineData("[1 /* c */]", JsonFaultKind.NoSeparatorInArray, 3)]
    [InlineData("\u00a01", JsonFaultKind.NoValue, 0)]
    [InlineData("\ufeff1", JsonFaultKind.NoValue, 0)]
    public void What_is_no_json_is_told_with_its_place(string text, object kind, int offset) =>
        Assert.Equal(((JsonFaultKind)kind, offset), (Strip(text).Kind, Strip(text).Offset));

    [Fact]
    public void The_depth_has_a_limit()
    {
        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
        Assert.Equal(JsonFaultKind.None, Strip(Nested(JsonCheck.MaxDepth)).Kind);
        Assert.Equal((JsonFaultKind.TooDeep, JsonCheck.MaxDepth), (Strip(Nested(JsonCheck.MaxDepth + 1)).Kind, Strip(Nested(JsonCheck.MaxDepth + 1)).Offset));
        Assert.Equal(JsonFaultKind.TooDeep, Strip(new string('[', 1_000_000)).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_judges_as_the_framework_does(int seed)
    {
        // Texts of JSON's own characters: most are broken, many by one character only.
        var random = new Random(seed);
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n,]\"", "1", "-0.5e+3", "true", "null", " ", "\n", "\"", "\\", "x", "0"];
        string[] sound = ["""{"a":[1,{"b":"c,]"},[]],"d":-1.5e3}""", """[[],{},"",0,true,false,null]""", """{"a":{"b":{"c":[1,2,3]}}}"""];
        for (var i = 0; i < 20_000; i++)
        {
            var text = i % 2 == 0
                ? string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]))
                : Mutated(sound[random.Next(sound.Length)], pieces, random);
            Agree(text);
        }
    }

    private static string Mutated(string text, string[] pieces, Random random)
    {
        var at = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, pieces[random.Next(pieces.Length)]),
            _ => text.Insert(Math.Max(text.LastIndexOf(']'), text.LastIndexOf('}')), ","),
        };
    }

    private static void Agree(string text)
    {
        var (kind, _, left) = Strip(text);
        Assert.True((kind == JsonFaultKind.None) == IsJson(text, allowsTrailingCommas: true), text);
        Assert.True((JsonCheck.Check(Encoding.UTF8.GetBytes(text)).Kind == JsonFaultKind.None) == IsJson(text, allowsTrailingCommas: false), text);
        Assert.True(kind != JsonFaultKind.None || IsJson(left, allowsTrailingCommas: false), left);
    }

    private static bool IsJson(string text, bool allowsTrailingCommas)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = allowsTrailingCommas });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
