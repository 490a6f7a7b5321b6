using System.Buffers;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Benchmarks;

/// <summary>A batch of a hundred rows rendered to a body, each beside the same done by hand. The step also makes its URL and headers.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class BodyBenchmarks
{
    private const int Rows = 100;

    private readonly ArrayBufferWriter<byte> _destination = new(1024 * 1024);
    private readonly Dictionary<string, object?>[] _rows = [.. Enumerable.Range(0, Rows).Select(Row)];
    private ServiceProvider _services = null!;
    private StepPreparer _preparer = null!;
    private StepInput _input = null!;
    private HttpRequestStep _mapping = null!;
    private HttpRequestStep _column = null!;
    private Utf8JsonWriter _writer = null!;
    private byte[] _rendered = null!;
    private byte[] _scratch = null!;

    /// <summary>Makes the definitions and checks that every lane gives the same.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _services = new ServiceCollection().AddHttpRequestSteps().Services.BuildServiceProvider();
        _preparer = _services.GetRequiredService<StepPreparer>();
        _input = new StepInput { ["rows"] = _rows };
        _writer = new Utf8JsonWriter(_destination, new JsonWriterOptions { Encoder = JsonText.WriterOptions.Encoder, SkipValidation = true });
        _mapping = Step("""
            "type": "mapping", "root": "contacts", "fields": [ { "to": "id", "from": "id" }, { "to": "properties.email", "from": "email" }, { "to": "properties.name", "from": "name" },
              { "to": "properties.age", "from": "age" }, { "to": "properties.active", "from": "active" }, { "to": "tags[0]", "value": "crm" }, { "to": "tags[1]", "from": "tag" } ]
            """);
        _column = Step(""" "type": "column", "column": "json" """);
        _rendered = Encoding.UTF8.GetBytes("[" + string.Concat(_rows.Select(row => JsonSerializer.Serialize(row) + ",")) + "]");
        _scratch = new byte[_rendered.Length];
        Same(MappingByHand(), Mapping());
        Same(ColumnByHand(), Column());
        Same(StripByReader(), Strip());
    }

    /// <summary>Releases the services.</summary>
    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    /// <summary>A loop with Utf8JsonWriter.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("mapping")]
    public int MappingByHand()
    {
        _destination.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteStartArray("contacts"u8);
        foreach (var row in _rows)
        {
            _writer.WriteStartObject();
            _writer.WriteNumber("id"u8, (int)row["id"]!);
            _writer.WriteStartObject("properties"u8);
            _writer.WriteString("email"u8, (string)row["email"]!);
            _writer.WriteString("name"u8, (string)row["name"]!);
            _writer.WriteNumber("age"u8, (decimal)row["age"]!);
            _writer.WriteBoolean("active"u8, (bool)row["active"]!);
            _writer.WriteEndObject();
            _writer.WriteStartArray("tags"u8);
            _writer.WriteStringValue("crm"u8);
            _writer.WriteStringValue((string)row["tag"]!);
            _writer.WriteEndArray();
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
        return _destination.WrittenCount;
    }

    /// <summary>The mapping.</summary>
    [Benchmark]
    [BenchmarkCategory("mapping")]
    public int Mapping() => Length(_mapping);

    /// <summary>Utf8JsonReader over each value, then a copy.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("column")]
    public int ColumnByHand()
    {
        _destination.ResetWrittenCount();
        var separator = (byte)'[';
        foreach (var row in _rows)
        {
            _destination.Write([separator]);
            var json = (string)row["json"]!;
            var target = _destination.GetSpan(json.Length * 3);
            var written = Encoding.UTF8.GetBytes(json, target);
            Read(target[..written], default);
            _destination.Advance(written);
            separator = (byte)',';
        }

        _destination.Write("]"u8);
        return _destination.WrittenCount;
    }

    /// <summary>The column.</summary>
    [Benchmark]
    [BenchmarkCategory("column")]
    public int Column() => Length(_column);

    /// <summary>Utf8JsonReader that allows trailing commas; nothing is stripped.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("check")]
    public int StripByReader()
    {
        _rendered.CopyTo(_scratch, 0);
        Read(_scratch, new JsonReaderOptions { AllowTrailingCommas = true });
        return _scratch.Length - 1;
    }

    /// <summary>Checked and stripped.</summary>
    [Benchmark]
    [BenchmarkCategory("check")]
    public int Strip()
    {
        _rendered.CopyTo(_scratch, 0);
        JsonCheck.StripAndCheck(_scratch, out var length);
        return length;
    }

    private static Dictionary<string, object?> Row(int id) => new()
    {
        ["id"] = id,
        ["email"] = $"ann.example.{id}@example.com",
        ["name"] = "Ann \"the\" Example",
        ["age"] = 41.5m,
        ["active"] = id % 2 == 0,
        ["tag"] = "newsletter",
        ["json"] = $$"""{"id":{{id}},"properties":{"email":"ann.example.{{id}}@example.com","name":"Ann \"the\" Example","age":41.5,"active":true},"tags":["crm","newsletter"]}""",
    };

    private static HttpRequestStep Step(string body) => new StepReader().Parse($$"""{ "method": "POST", "url": "https://api.example.com/", "body": { {{body}} } }""");

    private static void Read(ReadOnlySpan<byte> json, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(json, options);
        while (reader.Read())
        {
        }
    }

    private static void Same(int byHand, int byStep)
    {
        if (byHand != byStep)
        {
            throw new InvalidOperationException($"The lanes differ: {byHand} and {byStep} bytes.");
        }
    }

    private int Length(HttpRequestStep step)
    {
        var prepared = _preparer.PrepareAsync(step, _input, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var length = (int)prepared.Request.Body!.Length!;
        prepared.Request.Dispose();
        return length;
    }
}
