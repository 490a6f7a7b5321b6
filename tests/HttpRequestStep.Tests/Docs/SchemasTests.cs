using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>The published schemas are generated from the records. To write them anew: WRITE_SCHEMAS=1 dotnet test --filter SchemasTests.</summary>
public sealed partial class SchemasTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("step.v1.json", typeof(HttpRequestStep), "An HTTP request step", null)]
    [InlineData("sync.v1.json", typeof(SyncDefinition), "A sync of rows over HTTP request steps", null)]
    [InlineData("settings.v1.json", typeof(HttpRequestStepsOptions), "Settings of HTTP request steps", "HttpRequestSteps")]
    public void Published_schemas_are_current(string file, Type type, string title, string? wrapper)
    {
        using var services = new ServiceCollection().AddHttpRequestSyncs().Services.BuildServiceProvider();
        var json = type == typeof(SyncDefinition) ? services.GetRequiredService<SyncReader>().Json : services.GetRequiredService<DefinitionJson>();
        var generated = new SchemaWriter(json, Describe).Write(type, title, wrapper).ToJsonString(Indented) + "\n";
        var path = Path.Combine(Repository.Root, "docs", "schemas", file);
        if (Environment.GetEnvironmentVariable("WRITE_SCHEMAS") == "1")
        {
            File.WriteAllText(path, generated);
        }

        Assert.Equal(generated, File.ReadAllText(path));
    }

    [Fact]
    public void The_step_schema_accepts_what_the_reader_accepts_and_refuses_an_unknown_property()
    {
        var schema = JsonSchema.Compile(JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schemas", "step.v1.json"))), static (path, message) => Assert.Fail(path + message))!;
        var good = """{ "url": "https://example.com", "body": { "type": "json", "value": [1] }, "authentication": { "type": "bearer", "token": { "value": "t", "secret": true } }, "timeout": "30s", "onFailure": { "retry": "transient" } }""";
        Assert.Empty(schema.Validate(JsonElement.Parse(good)));
        Assert.NotEmpty(schema.Validate(JsonElement.Parse("""{ "url": "https://example.com", "headrs": {} }""")));
        Assert.NotEmpty(schema.Validate(JsonElement.Parse("""{ "url": "https://example.com", "authentication": { "type": "bearer" } }""")));
    }

    private static string? Describe(object member)
    {
        var id = member switch
        {
            PropertyInfo property => $"P:{property.DeclaringType!.FullName}.{property.Name}",
            Type type => "T:" + type.FullName,
            _ => string.Empty,
        };
        if (!Docs.TryGetValue(id, out var element))
        {
            return null;
        }

        var summary = Plain(element.Element("summary"));
        var value = Plain(element.Element("value"));
        return value.Length == 0 ? summary : $"{summary} {value}";
    }

    private static readonly Dictionary<string, XElement> Docs = new[] { typeof(HttpRequestStep), typeof(SyncDefinition) }
        .SelectMany(type => XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member")).ToDictionary(member => member.Attribute("name")!.Value);

    private static string Plain(XElement? element)
    {
        if (element is null)
        {
            return string.Empty;
        }

        foreach (var see in element.Descendants("see").ToArray())
        {
            see.ReplaceWith(see.Attribute("cref")!.Value.Split('.')[^1].Split('(')[0].Split('`')[0]);
        }

        return Blanks().Replace(element.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
