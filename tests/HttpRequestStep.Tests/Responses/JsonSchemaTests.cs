using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace HttpRequestSteps.Tests;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""true""", """{"a":1}""", true)]
    [InlineData("""false""", """null""", false)]
    [InlineData("""{}""", """[1,"x",null]""", true)]
    // type
    [InlineData("""{"type":"integer"}""", "1", true)]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "1e3", true)]
    [InlineData("""{"type":"integer"}""", "10e-1", true)]
    [InlineData("""{"type":"integer"}""", "1e-1", false)]
    [InlineData("""{"type":"integer"}""", "1.1", false)]
    [InlineData("""{"type":"integer"}""", "12345678910111213141516171819202122232425262728293031", true)]
    [InlineData("""{"type":"integer"}""", "0.0", true)]
    [InlineData("""{"type":"integer"}""", "-0", true)]
    [InlineData("""{"type":"integer"}""", "\"1\"", false)]
    [InlineData("""{"type":"number"}""", "1.1", true)]
    [InlineData("""{"type":"number"}""", "98249283749234923498293171823948729348710298301928331", true)]
    [InlineData("""{"type":"number"}""", "true", false)]
    [InlineData("""{"type":"string"}""", "\"\"", true)]
    [InlineData("""{"type":"string"}""", "1", false)]
    [InlineData("""{"type":"object"}""", "{}", true)]
    [InlineData("""{"type":"object"}""", "[]", false)]
    [InlineData("""{"type":"array"}""", "[]", true)]
    [InlineData("""{"type":"array"}""", "{}", false)]
    [InlineData("""{"type":"boolean"}""", "false", true)]
    [InlineData("""{"type":"boolean"}""", "0", false)]
    [InlineData("""{"type":"null"}""", "null", true)]
    [InlineData("""{"type":"null"}""", "\"\"", false)]
    [InlineData("""{"type":["integer","string"]}""", "\"x\"", true)]
    [InlineData("""{"type":["integer","string"]}""", "1.5", false)]
    // const and enum
    [InlineData("""{"const":2}""", "2.0", true)]
    [InlineData("""{"const":2}""", "5", false)]
    [InlineData("""{"const":{"a":1,"b":[2]}}""", """{"b":[2.0],"a":1e0}""", true)]
    [InlineData("""{"const":{"a":1}}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"const":[{"a":false}]}""", """[{"a":0}]""", false)]
    [InlineData("""{"const":false}""", "0", false)]
    [InlineData("""{"const":0}""", "false", false)]
    [InlineData("""{"const":-2.0}""", "-2", true)]
    [InlineData("""{"const":null}""", "null", true)]
    [InlineData("""{"const":null}""", "0", false)]
    [InlineData("""{"const":9007199254740992}""", "9007199254740993", false)]
    [InlineData("""{"const":"a\u0062"}""", "\"\\u0061b\"", true)]
    [InlineData("""{"const":1e99999999999}""", "1e99999999998", false)]
    [InlineData("""{"const":10e99999999998}""", "1e99999999999", true)]
    [InlineData("""{"enum":[1,"x",[],{}]}""", "[]", true)]
    [InlineData("""{"enum":[1,"x",[],{}]}""", "{}", true)]
    [InlineData("""{"enum":[1,"x",[],{}]}""", "1.0", true)]
    [InlineData("""{"enum":[1,"x",[],{}]}""", "[0]", false)]
    [InlineData("""{"enum":[[false]]}""", "[0]", false)]
    [InlineData("""{"enum":[]}""", "1", false)]
    // numbers
    [InlineData("""{"minimum":1.1}""", "1.1", true)]
    [InlineData("""{"minimum":1.1}""", "0.6", false)]
    [InlineData("""{"minimum":1.1}""", "\"x\"", true)]
    [InlineData("""{"minimum":-2}""", "-2.0001", false)]
    [InlineData("""{"minimum":-2}""", "-2.0", true)]
    [InlineData("""{"maximum":300}""", "300.00", true)]
    [InlineData("""{"maximum":300}""", "300.5", false)]
    [InlineData("""{"maximum":18446744073709551615}""", "18446744073709551616", false)]
    [InlineData("""{"maximum":1e400}""", "9.99e399", true)]
    [InlineData("""{"maximum":1e400}""", "1.1e400", false)]
    [InlineData("""{"exclusiveMinimum":1.1}""", "1.1", false)]
    [InlineData("""{"exclusiveMinimum":1.1}""", "1.10000000000000000000000000001", true)]
    [InlineData("""{"exclusiveMaximum":3}""", "3.0", false)]
    [InlineData("""{"exclusiveMaximum":3}""", "2.9999999999999999999999", true)]
    [InlineData("""{"exclusiveMaximum":972783798187987123879878123.18878137}""", "972783798187987123879878123.188781371", false)]
    [InlineData("""{"minimum":-0.0}""", "0", true)]
    [InlineData("""{"minimum":0}""", "-1e-9999", false)]
    [InlineData("""{"multipleOf":2}""", "10", true)]
    [InlineData("""{"multipleOf":2}""", "7", false)]
    [InlineData("""{"multipleOf":1.5}""", "4.5", true)]
    [InlineData("""{"multipleOf":1.5}""", "35", false)]
    [InlineData("""{"multipleOf":0.0001}""", "0.0075", true)]
    [InlineData("""{"multipleOf":0.0001}""", "0.00751", false)]
    [InlineData("""{"multipleOf":0.01}""", "19.99", true)]
    [InlineData("""{"multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"multipleOf":10}""", "0", true)]
    [InlineData("""{"multipleOf":100}""", "0.0", true)]
    [InlineData("""{"multipleOf":10}""", "25", false)]
    [InlineData("""{"multipleOf":0.5}""", "1e308", true)]
    [InlineData("""{"multipleOf":0.123456789}""", "1e308", false)]
    [InlineData("""{"multipleOf":7}""", "1e999999999", false)]
    [InlineData("""{"multipleOf":8}""", "1e999999999", true)]
    [InlineData("""{"multipleOf":1}""", "-12", true)]
    [InlineData("""{"multipleOf":1e-8}""", "12391239123", true)]
    // strings
    [InlineData("""{"minLength":2}""", "\"fo\"", true)]
    [InlineData("""{"minLength":2}""", "\"f\"", false)]
    [InlineData("""{"minLength":2.0}""", "\"f\"", false)]
    [InlineData("""{"minLength":2}""", "\"\uD83D\uDCA9\"", false)]
    [InlineData("""{"maxLength":2}""", "\"\uD83D\uDCA9\uD83D\uDCA9\"", true)]
    [InlineData("""{"maxLength":2}""", "\"foo\"", false)]
    [InlineData("""{"maxLength":2}""", "100", true)]
    [InlineData("""{"maxLength":0}""", "\"\"", true)]
    [InlineData("""{"maxLength":99999999999999999999}""", "\"abc\"", true)]
    [InlineData("""{"pattern":"^a*$"}""", "\"aaa\"", true)]
    [InlineData("""{"pattern":"^a*$"}""", "\"abc\"", false)]
    [InlineData("""{"pattern":"^a*$"}""", "true", true)]
    [InlineData("""{"pattern":"a+"}""", "\"xxaayy\"", true)]
    [InlineData("""{"pattern":"^abc$"}""", "\"abc\\n\"", false)]
    [InlineData("""{"pattern":"^\\d$"}""", "\"߀\"", false)]
    [InlineData("""{"pattern":"^\\w$"}""", "\"é\"", false)]
    [InlineData("""{"pattern":"^\\W$"}""", "\"é\"", true)]
    [InlineData("""{"pattern":"^[\\d_]+$"}""", "\"1_2\"", true)]
    [InlineData("""{"pattern":"^\\s$"}""", "\"\\ufeff\"", true)]
    [InlineData("""{"pattern":"^\\s$"}""", "\"\\u0085\"", false)]
    [InlineData("""{"pattern":"^\\S$"}""", "\"\\u2003\"", false)]
    [InlineData("""{"pattern":"^[\\s]$"}""", "\"\\u000b\"", true)]
    [InlineData("""{"pattern":"^\\cc$"}""", "\"\\u0003\"", true)]
    [InlineData("""{"pattern":"^\\p{digit}+$"}""", "\"৪২\"", true)]
    [InlineData("""{"pattern":"^.$"}""", "\"💩\"", true)]
    [InlineData("""{"pattern":"^.{2}$"}""", "\"💩\"", false)]
    [InlineData("""{"pattern":"^.$"}""", "\"\\u2028\"", false)]
    [InlineData("""{"pattern":"^[.$]+$"}""", "\"$.\"", true)]
    [InlineData("""{"pattern":"^\\$\\.\\/\\-$"}""", "\"$./-\"", true)]
    [InlineData("""{"pattern":"^\\p{Letter}+$"}""", "\"Größe\"", true)]
    [InlineData("""{"pattern":"^(?!foo)"}""", "\"foobar\"", false)]
    [InlineData("""{"pattern":"^(?!foo)"}""", "\"barfoo\"", true)]
    [InlineData("""{"pattern":"^(a)\\1$"}""", "\"aa\"", true)]
    [InlineData("""{"pattern":"^[a-z-[b]]+$"}""", "\"b]\"", true)]
    [InlineData("""{"pattern":"^\\u{1F4A9}+$"}""", "\"\uD83D\uDCA9\uD83D\uDCA9\"", true)]
    [InlineData("""{"pattern":"^💩{2}$"}""", "\"💩💩\"", true)]
    [InlineData("""{"pattern":"^[^]$"}""", "\"\\n\"", true)]
    [InlineData("""{"pattern":"[]"}""", "\"x\"", false)]
    // objects
    [InlineData("""{"required":["foo"]}""", """{"foo":null}""", true)]
    [InlineData("""{"required":["foo"]}""", """{"bar":1}""", false)]
    [InlineData("""{"required":["foo"]}""", "12", true)]
    [InlineData("""{"required":["__proto__","toString"]}""", """{"toString":1}""", false)]
    [InlineData("""{"required":["a\"b"]}""", """{"a\"b":1}""", true)]
    [InlineData("""{"minProperties":1}""", "{}", false)]
    [InlineData("""{"minProperties":1}""", """{"a":1}""", true)]
    [InlineData("""{"maxProperties":1}""", """{"a":1,"b":1}""", false)]
    [InlineData("""{"maxProperties":0}""", "{}", true)]
    [InlineData("""{"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}""", """{"a":1,"b":"x","c":[]}""", true)]
    [InlineData("""{"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}""", """{"a":1,"b":{}}""", false)]
    [InlineData("""{"properties":{"a":true,"b":false}}""", """{"a":1}""", true)]
    [InlineData("""{"properties":{"a":true,"b":false}}""", """{"b":1}""", false)]
    [InlineData("""{"properties":{"$ref":{"type":"string"}}}""", """{"$ref":2}""", false)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "[]", true)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1,"a":"x"}""", false)]
    [InlineData("""{"patternProperties":{"f.*o":{"type":"integer"}}}""", """{"foo":1,"foooo":2}""", true)]
    [InlineData("""{"patternProperties":{"f.*o":{"type":"integer"}}}""", """{"foo":"x"}""", false)]
    [InlineData("""{"patternProperties":{"a*":{"type":"integer"},"aaa*":{"maximum":20}}}""", """{"aaaa":31}""", false)]
    [InlineData("""{"patternProperties":{"^X_":true,"^Y_":false}}""", """{"Y_1":1}""", false)]
    [InlineData("""{"properties":{"foo":{}},"patternProperties":{"^v":{}},"additionalProperties":false}""", """{"foo":1,"vroom":2}""", true)]
    [InlineData("""{"properties":{"foo":{}},"patternProperties":{"^v":{}},"additionalProperties":false}""", """{"foo":1,"quux":2}""", false)]
    [InlineData("""{"properties":{"foo":{}},"additionalProperties":{"type":"boolean"}}""", """{"foo":1,"quux":true}""", true)]
    [InlineData("""{"properties":{"foo":{}},"additionalProperties":{"type":"boolean"}}""", """{"foo":1,"quux":12}""", false)]
    [InlineData("""{"allOf":[{"properties":{"foo":{}}}],"additionalProperties":{"type":"boolean"}}""", """{"foo":1}""", false)]
    [InlineData("""{"propertyNames":{"maxLength":3}}""", """{"f":1,"foo":2}""", true)]
    [InlineData("""{"propertyNames":{"maxLength":3}}""", """{"foobar":1}""", false)]
    [InlineData("""{"propertyNames":{"const":"a\"b"}}""", """{"a\"b":1}""", true)]
    [InlineData("""{"propertyNames":false}""", "{}", true)]
    [InlineData("""{"dependentRequired":{"bar":["foo"]}}""", """{"bar":1}""", false)]
    [InlineData("""{"dependentRequired":{"bar":["foo"]}}""", """{"foo":1}""", true)]
    [InlineData("""{"dependentRequired":{"bar":["foo"],"x":["y","z"]}}""", """{"bar":1,"foo":1,"x":1,"y":1}""", false)]
    [InlineData("""{"dependentSchemas":{"bar":{"properties":{"foo":{"type":"integer"}}}}}""", """{"foo":"q"}""", true)]
    [InlineData("""{"dependentSchemas":{"bar":{"properties":{"foo":{"type":"integer"}}}}}""", """{"foo":"q","bar":2}""", false)]
    [InlineData("""{"dependentSchemas":{"bar":false}}""", """{"bar":2}""", false)]
    // arrays
    [InlineData("""{"items":{"type":"integer"}}""", "[1,2,3]", true)]
    [InlineData("""{"items":{"type":"integer"}}""", """[1,"x"]""", false)]
    [InlineData("""{"items":{"type":"integer"}}""", """{"foo":"bar"}""", true)]
    [InlineData("""{"items":false}""", "[]", true)]
    [InlineData("""{"items":false}""", "[1]", false)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", """[1,"foo",true]""", true)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", """["foo",1]""", false)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"type":"string"}]}""", "[1]", true)]
    [InlineData("""{"prefixItems":[{}],"items":{"type":"integer"}}""", """["x",2,3]""", true)]
    [InlineData("""{"prefixItems":[{}],"items":{"type":"integer"}}""", """["x","y"]""", false)]
    [InlineData("""{"prefixItems":[{},{}],"items":false}""", "[1,2,3]", false)]
    [InlineData("""{"allOf":[{"prefixItems":[{"minimum":3}]}],"items":{"minimum":5}}""", "[3,5]", false)]
    [InlineData("""{"minItems":1}""", "[]", false)]
    [InlineData("""{"maxItems":2.0}""", "[1,2,3]", false)]
    [InlineData("""{"maxItems":2}""", "\"foobar\"", true)]
    [InlineData("""{"uniqueItems":true}""", "[1,2]", true)]
    [InlineData("""{"uniqueItems":true}""", "[1.0,1.00,1]", false)]
    [InlineData("""{"uniqueItems":true}""", "[0,false]", true)]
    [InlineData("""{"uniqueItems":true}""", "[1,true]", true)]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2,"a":1}]""", false)]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":1,"a":2}]""", true)]
    [InlineData("""{"uniqueItems":true}""", """[["foo"],["bar"],["foo"]]""", false)]
    [InlineData("""{"uniqueItems":true}""", """[[[1],"foo"],[[true],"foo"]]""", true)]
    [InlineData("""{"uniqueItems":true}""", """[{"a":false},{"a":0}]""", true)]
    [InlineData("""{"uniqueItems":false}""", "[1,1]", true)]
    [InlineData("""{"contains":{"minimum":5}}""", "[3,4,5]", true)]
    [InlineData("""{"contains":{"minimum":5}}""", "[2,3]", false)]
    [InlineData("""{"contains":{"minimum":5}}""", "[]", false)]
    [InlineData("""{"contains":{"minimum":5}}""", "{}", true)]
    [InlineData("""{"contains":true}""", "[]", false)]
    [InlineData("""{"contains":{"const":1},"maxContains":1}""", "[1,1]", false)]
    [InlineData("""{"contains":{"const":1},"minContains":2}""", "[1]", false)]
    [InlineData("""{"contains":{"const":1},"minContains":2}""", "[1,2,1]", true)]
    [InlineData("""{"contains":{"const":1},"minContains":0}""", "[]", true)]
    [InlineData("""{"contains":{"const":1},"minContains":0,"maxContains":1}""", "[1,1]", false)]
    [InlineData("""{"contains":{"const":1},"minContains":3,"maxContains":1}""", "[1,1]", false)]
    [InlineData("""{"minContains":2}""", "[1]", true)]
    [InlineData("""{"maxContains":0}""", "[1]", true)]
    // in place
    [InlineData("""{"allOf":[{"multipleOf":2},{"multipleOf":3}]}""", "6", true)]
    [InlineData("""{"allOf":[{"multipleOf":2},{"multipleOf":3}]}""", "4", false)]
    [InlineData("""{"allOf":[true,false]}""", "1", false)]
    [InlineData("""{"anyOf":[{"type":"integer"},{"minimum":2}]}""", "2.5", true)]
    [InlineData("""{"anyOf":[{"type":"integer"},{"minimum":2}]}""", "1.5", false)]
    [InlineData("""{"anyOf":[false,false]}""", "1", false)]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "1", true)]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "3", false)]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "1.5", false)]
    [InlineData("""{"oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1,"b":1}""", false)]
    [InlineData("""{"not":{"type":"integer"}}""", "\"foo\"", true)]
    [InlineData("""{"not":{"type":"integer"}}""", "1", false)]
    [InlineData("""{"not":{"not":{}}}""", "1", true)]
    [InlineData("""{"not":true}""", "1", false)]
    [InlineData("""{"if":{"exclusiveMaximum":0},"then":{"minimum":-10},"else":{"multipleOf":2}}""", "-1", true)]
    [InlineData("""{"if":{"exclusiveMaximum":0},"then":{"minimum":-10},"else":{"multipleOf":2}}""", "-100", false)]
    [InlineData("""{"if":{"exclusiveMaximum":0},"then":{"minimum":-10},"else":{"multipleOf":2}}""", "4", true)]
    [InlineData("""{"if":{"exclusiveMaximum":0},"then":{"minimum":-10},"else":{"multipleOf":2}}""", "3", false)]
    [InlineData("""{"if":{"const":0}}""", "1", true)]
    [InlineData("""{"then":{"const":0},"else":{"const":0}}""", "1", true)]
    [InlineData("""{"else":{"const":"x"},"then":{"const":"y"},"if":{"maxLength":4}}""", "\"y\"", true)]
    // references
    [InlineData("""{"properties":{"foo":{"$ref":"#"}},"additionalProperties":false}""", """{"foo":{"foo":{}}}""", true)]
    [InlineData("""{"properties":{"foo":{"$ref":"#"}},"additionalProperties":false}""", """{"foo":{"bar":{}}}""", false)]
    [InlineData("""{"properties":{"foo":{"type":"integer"},"bar":{"$ref":"#/properties/foo"}}}""", """{"bar":true}""", false)]
    [InlineData("""{"prefixItems":[{"type":"integer"},{"$ref":"#/prefixItems/0"}]}""", """[1,"x"]""", false)]
    [InlineData("""{"$defs":{"a~b":{"type":"integer"}},"$ref":"#/$defs/a~0b"}""", "\"x\"", false)]
    [InlineData("""{"$defs":{"a/b":{"type":"integer"}},"$ref":"#/$defs/a~1b"}""", "1", true)]
    [InlineData("""{"$defs":{"a%b c":{"type":"integer"}},"$ref":"#/$defs/a%25b%20c"}""", "\"x\"", false)]
    [InlineData("""{"$defs":{"a":{"type":"integer"},"b":{"$ref":"#/$defs/a"},"c":{"$ref":"#/$defs/b"}},"$ref":"#/$defs/c"}""", "\"x\"", false)]
    [InlineData("""{"$defs":{"r":{"type":"array"}},"properties":{"foo":{"$ref":"#/$defs/r","maxItems":2}}}""", """{"foo":[1,2,3]}""", false)]
    [InlineData("""{"$defs":{"r":{"type":"array"}},"properties":{"foo":{"$ref":"#/$defs/r","maxItems":2}}}""", """{"foo":"x"}""", false)]
    [InlineData("""{"$defs":{"r":{"type":"array"}},"properties":{"foo":{"$ref":"#/$defs/r","maxItems":2}}}""", """{"foo":[1]}""", true)]
    [InlineData("""{"definitions":{"a":{"type":"integer"}},"$ref":"#/definitions/a"}""", "\"x\"", false)]
    [InlineData("""{"$defs":{"A":{"$anchor":"foo","type":"integer"}},"$ref":"#foo"}""", "\"x\"", false)]
    [InlineData("""{"$defs":{"A":{"$anchor":"foo","type":"integer"}},"$ref":"#foo"}""", "1", true)]
    [InlineData("""{"$id":"http://x.test/root.json","$defs":{"a":{"type":"integer"}},"$ref":"http://x.test/root.json#/$defs/a"}""", "\"x\"", false)]
    [InlineData("""{"$id":"http://x.test/root.json","$defs":{"a":{"type":"integer"}},"$ref":"root.json#/$defs/a"}""", "\"x\"", false)]
    [InlineData("""{"$id":"urn:uuid:1","$defs":{"a":{"type":"integer"}},"$ref":"urn:uuid:1#/$defs/a"}""", "\"x\"", false)]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"integer"}""", "\"x\"", false)]
    [InlineData("""{"properties":{"$ref":{"$ref":"#/$defs/s"}},"$defs":{"s":{"type":"string"}}}""", """{"$ref":2}""", false)]
    [InlineData("""{"$defs":{"b":false},"properties":{"x":{"$ref":"#/$defs/b"}}}""", """{"x":1}""", false)]
    [InlineData("""{"const":{"$ref":"#/nowhere"}}""", """{"$ref":"#/nowhere"}""", true)]
    [InlineData("""{"$defs":{"n":{"type":"object","required":["v"],"properties":{"kids":{"items":{"$ref":"#/$defs/n"}}}}},"$ref":"#/$defs/n"}""",
        """{"v":1,"kids":[{"v":2,"kids":[{"x":3}]}]}""", false)]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/i"},{"$ref":"#/$defs/i"}],"$defs":{"i":{"type":"integer"}}}""", "1", true)]
    [InlineData("""{"examples":[{"type":"integer"}],"$ref":"#/examples/0"}""", "\"x\"", false)]
    // unevaluatedProperties
    [InlineData("""{"unevaluatedProperties":false}""", """{"foo":1}""", false)]
    [InlineData("""{"unevaluatedProperties":false}""", "{}", true)]
    [InlineData("""{"unevaluatedProperties":{"minLength":3}}""", """{"foo":"fo"}""", false)]
    [InlineData("""{"properties":{"foo":{}},"unevaluatedProperties":false}""", """{"foo":1}""", true)]
    [InlineData("""{"unevaluatedProperties":false,"properties":{"foo":{}}}""", """{"foo":1,"bar":1}""", false)]
    [InlineData("""{"patternProperties":{"^f":{}},"unevaluatedProperties":false}""", """{"foo":1}""", true)]
    [InlineData("""{"additionalProperties":true,"unevaluatedProperties":false}""", """{"foo":1}""", true)]
    [InlineData("""{"properties":{"foo":{}},"allOf":[{"properties":{"bar":{}}}],"unevaluatedProperties":false}""", """{"foo":1,"bar":1}""", true)]
    [InlineData("""{"properties":{"foo":{}},"allOf":[{"properties":{"bar":{}}}],"unevaluatedProperties":false}""", """{"foo":1,"baz":1}""", false)]
    [InlineData("""{"anyOf":[{"properties":{"bar":{"const":1}},"required":["bar"]},{"properties":{"baz":{"const":2}},"required":["baz"]}],"unevaluatedProperties":false}""",
        """{"bar":1,"baz":2}""", true)]
    [InlineData("""{"anyOf":[{"properties":{"bar":{"const":1}},"required":["bar"]},{"properties":{"baz":{"const":2}},"required":["baz"]}],"unevaluatedProperties":false}""",
        """{"bar":1,"baz":3}""", false)]
    [InlineData("""{"oneOf":[{"properties":{"a":true},"required":["a"]},{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":false}""", """{"b":1}""", true)]
    [InlineData("""{"not":{"not":{"properties":{"bar":{"const":1}},"required":["bar"]}},"unevaluatedProperties":false}""", """{"bar":1}""", false)]
    [InlineData("""{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":{}}},"else":{"properties":{"c":{}}},"unevaluatedProperties":false}""",
        """{"a":1,"b":2}""", true)]
    [InlineData("""{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":{}}},"else":{"properties":{"c":{}}},"unevaluatedProperties":false}""",
        """{"c":1}""", true)]
    [InlineData("""{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":{}}},"else":{"properties":{"c":{}}},"unevaluatedProperties":false}""",
        """{"a":2,"c":1}""", false)]
    [InlineData("""{"dependentSchemas":{"foo":{"properties":{"bar":{}}}},"properties":{"foo":{}},"unevaluatedProperties":false}""", """{"foo":1,"bar":2}""", true)]
    [InlineData("""{"dependentSchemas":{"foo":{"properties":{"bar":{}}}},"properties":{"foo":{}},"unevaluatedProperties":false}""", """{"bar":2}""", false)]
    [InlineData("""{"$ref":"#/$defs/b","properties":{"foo":{}},"unevaluatedProperties":false,"$defs":{"b":{"properties":{"bar":{}}}}}""", """{"foo":1,"bar":2}""", true)]
    [InlineData("""{"$ref":"#/$defs/b","properties":{"foo":{}},"unevaluatedProperties":false,"$defs":{"b":{"properties":{"bar":{}}}}}""", """{"baz":2}""", false)]
    [InlineData("""{"allOf":[{"properties":{"foo":true}},{"unevaluatedProperties":false}]}""", """{"foo":1}""", false)]
    [InlineData("""{"allOf":[{"properties":{"foo":true}},{"unevaluatedProperties":false}],"unevaluatedProperties":true}""", """{"foo":1}""", false)]
    [InlineData("""{"allOf":[{"properties":{"foo":true},"unevaluatedProperties":true}],"unevaluatedProperties":false}""", """{"foo":1,"bar":2}""", true)]
    [InlineData("""{"properties":{"foo":{"properties":{"bar":{}}}},"unevaluatedProperties":false}""", """{"bar":1}""", false)]
    [InlineData("""{"propertyNames":{"maxLength":3},"unevaluatedProperties":false}""", """{"foo":1}""", false)]
    // unevaluatedItems
    [InlineData("""{"unevaluatedItems":false}""", "[1]", false)]
    [InlineData("""{"unevaluatedItems":{"type":"string"}}""", "[1]", false)]
    [InlineData("""{"items":{"type":"integer"},"unevaluatedItems":false}""", "[1,2]", true)]
    [InlineData("""{"prefixItems":[{}],"unevaluatedItems":false}""", "[1]", true)]
    [InlineData("""{"prefixItems":[{}],"unevaluatedItems":false}""", "[1,2]", false)]
    [InlineData("""{"prefixItems":[{}],"allOf":[{"prefixItems":[true,{"type":"number"}]}],"unevaluatedItems":false}""", "[1,2]", true)]
    [InlineData("""{"contains":{"const":1},"unevaluatedItems":{"const":2}}""", "[1,2,1]", true)]
    [InlineData("""{"contains":{"const":1},"unevaluatedItems":{"const":2}}""", "[1,3]", false)]
    [InlineData("""{"allOf":[{"contains":{"multipleOf":2}},{"contains":{"multipleOf":3}}],"unevaluatedItems":{"multipleOf":5}}""", "[2,3,4,5,6]", true)]
    [InlineData("""{"allOf":[{"contains":{"multipleOf":2}},{"contains":{"multipleOf":3}}],"unevaluatedItems":{"multipleOf":5}}""", "[2,3,4,7,8]", false)]
    [InlineData("""{"anyOf":[{"prefixItems":[true,{"const":"b"}]},{"prefixItems":[true,true,{"const":"c"}]}],"unevaluatedItems":false}""", """["a","b","c"]""", true)]
    [InlineData("""{"anyOf":[{"prefixItems":[true,{"const":"b"}]},{"prefixItems":[true,true,{"const":"c"}]}],"unevaluatedItems":false}""", """["a","b","x"]""", false)]
    [InlineData("""{"unevaluatedItems":false}""", """{"a":1}""", true)]
    // annotations never assert
    [InlineData("""{"format":"ipv4","title":"t","description":"d","default":[],"examples":[1],"deprecated":true,"readOnly":true,"writeOnly":true,"$comment":"c"}""",
        "\"x\"", true)]
    [InlineData("""{"contentMediaType":"application/json","contentEncoding":"base64","contentSchema":{"type":"array"}}""", "\"{:}\"", true)]
    public void Judges_as_the_standard_does([StringSyntax("json")] string schema, [StringSyntax("json")] string body, bool valid)
    {
        var errors = Validate(schema, body);
        Assert.Equal(valid, errors.Count == 0);
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "12", "$", "expected a string, found 12")]
    [InlineData("""{"type":["string","null"]}""", "[1]", "$", "expected a string or null, found an array")]
    [InlineData("""{"items":{"properties":{"id":{"type":"integer"}}}}""", """[{},{},{"id":"x"}]""", "$[2].id", "expected an integer, found \"x\"")]
    [InlineData("""{"properties":{"odd name":{"minimum":5}}}""", """{"odd name":3}""", "$['odd name']", "expected at least 5, found 3")]
    [InlineData("""{"properties":{"it's \\":{"maximum":5}}}""", """{"it's \\":8}""", """$['it\'s \\']""", "expected at most 5, found 8")]
    [InlineData("""{"properties":{"1a":{"items":{"const":1}}}}""", """{"1a":[2]}""", "$['1a'][0]", "expected 1, found 2")]
    [InlineData("""{"required":["id","name"]}""", """{"name":1}""", "$", "expected a property 'id', found none")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "$", "expected a property 'b' beside 'a', found none")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""", "$.b", "expected no property but a")]
    [InlineData("""{"additionalProperties":false}""", """{"b":1}""", "$.b", "expected no such property")]
    [InlineData("""{"unevaluatedProperties":false}""", """{"b":1}""", "$.b", "expected no such property")]
    [InlineData("""{"enum":["a",1]}""", "\"b\"", "$", "expected one of \"a\", 1, found \"b\"")]
    [InlineData("""{"minLength":3}""", "\"ab\"", "$", "expected at least 3 characters, found 2")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "$", "expected at most 1 item, found 2")]
    [InlineData("""{"pattern":"^a"}""", "\"b\"", "$", "expected text that matches '^a', found \"b\"")]
    [InlineData("""{"multipleOf":0.5}""", "0.7", "$", "expected a multiple of 0.5, found 0.7")]
    [InlineData("""{"uniqueItems":true}""", "[1,1]", "$", "expected no item twice, found equal items")]
    [InlineData("""{"contains":{"const":1}}""", "[2]", "$", "expected at least 1 item that meet contains, found 0")]
    [InlineData("""{"not":{"type":"null"}}""", "null", "$", "expected a value that does not meet the schema of not, found null")]
    [InlineData("""{"anyOf":[{"type":"null"},{"type":"string"}]}""", "1", "$", "expected a value that meets one of the 2 schemas of anyOf, found 1")]
    [InlineData("""{"oneOf":[{},{}]}""", "1", "$", "expected a value that meets exactly one of the 2 schemas of oneOf, found 1, which meets 2")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", "$.ab", "expected a name that meets propertyNames")]
    [InlineData("""{"properties":{"a":false}}""", """{"a":1}""", "$.a", "expected no value here")]
    public void Says_where_and_what(string schema, string body, string path, string message) =>
        Assert.Equal([new SchemaError(path, message)], Validate(schema, body));

    [Fact]
    public void Finds_all_errors_not_the_first() => Assert.Equal(
        ["$.a", "$.b[1]", "$"],
        Validate("""{"properties":{"a":{"type":"string"},"b":{"items":{"type":"string"}}},"required":["c"]}""", """{"a":1,"b":["x",2]}""")
            .OrderBy(error => error.Path == "$").Select(error => error.Path));

    [Fact]
    public void Long_values_are_cut_in_messages()
    {
        var text = new string('x', 50_000);
        var error = Assert.Single(Validate("""{"type":"integer"}""", $"\"{text}\""));
        Assert.InRange(error.Message.Length, 60, 100);
        error = Assert.Single(Validate("""{"additionalProperties":false}""", $$"""{"{{text}}":1}"""));
        Assert.True(error.Path.Length < 250 && error.Message.Length < 100);
        error = Assert.Single(Validate($$"""{"const":"{{text}}"}""", "1"));
        Assert.True(error.Message.Length < 100);
        error = Assert.Single(Validate("""{"type":"string"}""", new string('1', 5_000)));
        Assert.True(error.Message.Length < 100);
    }

    [Fact]
    public void At_most_a_hundred_errors_are_kept() =>
        Assert.Equal(100, Validate("""{"items":{"type":"string"}}""", $"[{string.Join(',', Enumerable.Range(0, 1_000))}]").Count);

    [Theory]
    [InlineData("""{"$dynamicRef":"#x"}""", "$.$dynamicRef", "$ref")]
    [InlineData("""{"$dynamicAnchor":"x"}""", "$.$dynamicAnchor", "$anchor")]
    [InlineData("""{"$recursiveRef":"#"}""", "$.$recursiveRef", "2019-09")]
    [InlineData("""{"$ref":"https://example.com/schema.json"}""", "$.$ref", "outside this schema")]
    [InlineData("""{"$ref":"other.json#/a"}""", "$.$ref", "outside this schema")]
    [InlineData("""{"$id":"http://x.test/a","$ref":"b"}""", "$.$ref", "outside this schema")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "$.$ref", "not in this schema")]
    [InlineData("""{"$ref":"#none"}""", "$.$ref", "not in this schema")]
    [InlineData("""{"$ref":"#/allOf/01","allOf":[{},{}]}""", "$.$ref", "not in this schema")]
    [InlineData("""{"$ref":7}""", "$.$ref", "text")]
    [InlineData("""{"minimum":1,"exclusiveMinimum":true}""", "$.exclusiveMinimum", "draft 4")]
    [InlineData("""{"exclusiveMaximum":false}""", "$.exclusiveMaximum", "draft 4")]
    [InlineData("""{"items":[{"type":"string"}]}""", "$.items", "prefixItems")]
    [InlineData("""{"additionalItems":false}""", "$.additionalItems", "prefixItems")]
    [InlineData("""{"dependencies":{"a":["b"]}}""", "$.dependencies", "dependentRequired")]
    [InlineData("""{"id":"x"}""", "$.id", "$id")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#"}""", "$.$schema", "2020-12")]
    [InlineData("""{"properties":{"a":{"$id":"b"}}}""", "$.properties.a.$id", "root")]
    [InlineData("""{"propertys":{}}""", "$.propertys", "'properties'")]
    [InlineData("""{"minLenght":1}""", "$.minLenght", "'minLength'")]
    [InlineData("""{"nullable":true}""", "$.nullable", "not a keyword")]
    [InlineData("""{"type":"strin"}""", "$.type", "'string'")]
    [InlineData("""{"type":"any"}""", "$.type", "'any'")]
    [InlineData("""{"type":[]}""", "$.type", "at least one")]
    [InlineData("""{"type":1}""", "$.type", "list")]
    [InlineData("""{"properties":{"a":{"type":"foo"}}}""", "$.properties.a.type", "'foo'")]
    [InlineData("""{"properties":{"a b":{"type":"foo"}}}""", "$.properties['a b'].type", "'foo'")]
    [InlineData("""{"properties":[]}""", "$.properties", "object")]
    [InlineData("""{"properties":{"a":1}}""", "$.properties.a", "schema")]
    [InlineData("""{"required":"a"}""", "$.required", "list")]
    [InlineData("""{"required":[1]}""", "$.required", "list")]
    [InlineData("""{"allOf":[]}""", "$.allOf", "at least one")]
    [InlineData("""{"anyOf":{}}""", "$.anyOf", "list")]
    [InlineData("""{"oneOf":[1]}""", "$.oneOf[0]", "schema")]
    [InlineData("""{"enum":1}""", "$.enum", "list")]
    [InlineData("""{"multipleOf":0}""", "$.multipleOf", "more than 0")]
    [InlineData("""{"multipleOf":-1}""", "$.multipleOf", "more than 0")]
    [InlineData("""{"minimum":"1"}""", "$.minimum", "number")]
    [InlineData("""{"minLength":-1}""", "$.minLength", "whole number")]
    [InlineData("""{"minLength":1.5}""", "$.minLength", "whole number")]
    [InlineData("""{"maxItems":"1"}""", "$.maxItems", "whole number")]
    [InlineData("""{"minContains":-1}""", "$.minContains", "whole number")]
    [InlineData("""{"uniqueItems":1}""", "$.uniqueItems", "true or false")]
    [InlineData("""{"pattern":"("}""", "$.pattern", "regular expression")]
    [InlineData("""{"pattern":"\\a"}""", "$.pattern", "regular expression")]
    [InlineData("""{"pattern":"x\\Z"}""", "$.pattern", "regular expression")]
    [InlineData("""{"pattern":"\\p{Nonsense}"}""", "$.pattern", "regular expression")]
    [InlineData("""{"pattern":"\\u{110000}"}""", "$.pattern", "regular expression")]
    [InlineData("""{"pattern":1}""", "$.pattern", "regular expression")]
    [InlineData("""{"patternProperties":{"(":{}}}""", "$.patternProperties['(']", "regular expression")]
    [InlineData("""{"dependentRequired":{"a":"b"}}""", "$.dependentRequired.a", "list")]
    [InlineData("""{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}""", "$.$defs.b.$anchor", "second time")]
    [InlineData("""{"$anchor":"#x"}""", "$.$anchor", "name")]
    [InlineData("""{"type":"string","type":"null"}""", "$.type", "twice")]
    [InlineData("""12""", "$", "schema")]
    [InlineData("""[]""", "$", "schema")]
    [InlineData("""{"$ref":"#"}""", "$", "never end")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""", "$", "never end")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/a"}]}}}""", "$.$defs.a", "never end")]
    [InlineData("""{"if":{"not":{"$ref":"#"}}}""", "$", "never end")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#"}}}""", "$", "never end")]
    public void Refuses_what_it_would_have_to_ignore(string schema, string path, string message)
    {
        var problem = Assert.Single(Problems(schema));
        Assert.Equal(path, problem.Path);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_every_problem_at_once() => Assert.Equal(
        ["$.$defs.unused.pattern", "$.items.$ref", "$.properties.a.type", "$.properties.b.minimum", "$.typ"],
        Problems("""
            {"typ":1,"properties":{"a":{"type":"x1"},"b":{"minimum":""}},"items":{"$ref":"#/none"},"$defs":{"unused":{"pattern":"["}}}
            """).Select(problem => problem.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void A_body_nested_too_deeply_is_an_error_and_no_crash()
    {
        var schema = Compile("""{"properties":{"a":{"$ref":"#"}},"items":{"$ref":"#"}}""");
        Assert.Empty(schema.Validate(Nested(64)));
        var error = Assert.Single(schema.Validate(Nested(66)));
        Assert.Contains("64 levels", error.Message, StringComparison.Ordinal);
        Assert.Contains("64 levels", Assert.Single(schema.Validate(Nested(5_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_evaluation_ends_in_an_error_on_a_small_stack()
    {
        var defs = string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""
            "d{{i}}":{"allOf":[{"anyOf":[{"$ref":"#/$defs/d{{i + 1}}"}]}]}
            """));
        IReadOnlyList<(string Path, string Message)> problems = [];
        var thread = new Thread(() => problems = Problems($$$"""{"$defs":{{{{defs}}},"d200":{}},"$ref":"#/$defs/d0"}"""), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Contains(problems, problem => problem.Message.Contains("too long a chain", StringComparison.Ordinal));

        var inner = string.Concat(Enumerable.Repeat("""{"allOf":[""", 20)) + """{"$ref":"#/$defs/leaf"}""" + string.Concat(Enumerable.Repeat("]}", 20));
        var schema = Compile($$$"""{"items":{{{inner}}},"$defs":{"leaf":{"items":{"$ref":"#/items"} } } }""");
        IReadOnlyList<SchemaError> errors = [];
        thread = new Thread(() => errors = schema.Validate(Nested(60)), 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Contains("nests too deeply", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_doubles_its_work_is_stopped()
    {
        var defs = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """));
        var error = Assert.Single(Validate($$$"""{"$defs":{{{{defs}}},"d40":{}},"$ref":"#/$defs/d0"}""", "1"));
        Assert.Contains("too many steps", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pattern":"^(?=a)(a+)+$"}""")]
    [InlineData("""{"not":{"pattern":"^(?=a)(a+)+$"}}""")]
    [InlineData("""{"if":{"pattern":"^(?=a)(a+)+$"}}""")]
    [InlineData("""{"anyOf":[{"pattern":"^(?=a)(a+)+$"},true]}""")]
    public void A_pattern_that_takes_too_long_is_an_error_even_where_a_mismatch_would_be_fine(string schema)
    {
        var error = Assert.Single(Validate(schema, $"\"{new string('a', 60)}!\""));
        Assert.Contains("longer than 100 ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_needs_no_backtracking_may_meet_any_text() =>
        Assert.Single(Validate("""{"pattern":"^(a+)+$"}""", $"\"{new string('a', 100_000)}!\""));

    [Theory]
    [InlineData("""{"minLength":1}""", "\"\\ud800\"")]
    [InlineData("""{"additionalProperties":{"type":"null"}}""", "{\"\\udc00\":1}")]
    public void Half_a_surrogate_pair_is_an_error_and_no_exception(string schema, string body) =>
        Assert.Contains("surrogate", Assert.Single(Validate(schema, body)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_number_of_endless_digits_is_an_error_even_under_not() =>
        Assert.Contains("too many digits", Assert.Single(Validate("""{"not":{"minimum":5}}""", new string('9', 10_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Many_equal_looking_items_are_compared_in_reasonable_time() =>
        Assert.Empty(Validate("""{"uniqueItems":true}""", $"[{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $$"""{"id": {{i}} }"""))}]"));

    [Fact]
    public void A_schema_outlives_the_document_it_was_read_from()
    {
        JsonSchema schema;
        using (var document = JsonDocument.Parse("""{"const":{"a":[1,2,3]}}"""))
        {
            schema = JsonSchema.Compile(document.RootElement, (path, message) => Assert.Fail($"{path} {message}"))!;
        }

        Assert.Empty(schema.Validate(JsonElement.Parse("""{"a":[1,2,3]}""")));
        Assert.Single(schema.Validate(JsonElement.Parse("""{"a":[1,2]}""")));
    }

    [Fact]
    public void One_schema_serves_many_threads()
    {
        var schema = Compile("""{"type":"array","items":{"anyOf":[{"type":"integer"},{"$ref":"#"}]},"uniqueItems":true}""");
        var (good, bad) = (JsonElement.Parse("[1,[2,[3]]]"), JsonElement.Parse("""[1,[2,["x"]]]"""));
        Parallel.For(0, 1_000, _ =>
        {
            Assert.Empty(schema.Validate(good));
            Assert.Single(schema.Validate(bad));
        });
    }

    private static JsonElement Nested(int levels) =>
        JsonDocument.Parse(new string('[', levels) + new string(']', levels), new JsonDocumentOptions { MaxDepth = levels }).RootElement;

    private static IReadOnlyList<SchemaError> Validate(string schema, string body) => Compile(schema).Validate(JsonElement.Parse(body));

    private static JsonSchema Compile(string schema) =>
        JsonSchema.Compile(JsonElement.Parse(schema), (path, message) => Assert.Fail($"{path} {message}"))!;

    private static List<(string Path, string Message)> Problems(string schema)
    {
        var problems = new List<(string, string)>();
        var compiled = JsonSchema.Compile(JsonElement.Parse(schema), (path, message) => problems.Add((path, message)));
        Assert.Equal(problems.Count == 0, compiled is not null);
        return problems;
    }
}
