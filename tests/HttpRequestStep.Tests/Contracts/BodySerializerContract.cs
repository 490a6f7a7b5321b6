namespace HttpRequestSteps.Tests;

/// <summary>What every body type must keep, a host's own included: derive, and say how it is written.</summary>
public abstract class BodySerializerContract
{
    /// <summary>The members of the body beside its type; <c>{{ v }}</c> is a value with quotes and line breaks.</summary>
    protected abstract string Definition { get; }

    protected virtual void Register(HttpRequestStepsBuilder builder)
    {
    }

    private string Step(string members = "", string more = "") => $$"""{ "method": "POST", "url": "http://server/", "body": { {{Definition}}{{members}} }{{more}} }""";

    private static StepInput Input
    {
        get
        {
            var input = new StepInput { ["v"] = "a \"quoted\"\r\nvalue", ["row"] = new Dictionary<string, object?> { ["json"] = "{ \"a\": [1] }" } };
            input.Files["f"] = StepFile.FromBytes("f.txt", "file"u8.ToArray());
            return input;
        }
    }

    [Fact]
    public async Task Every_attempt_sends_the_same_bytes_with_a_type()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(503), TestServer.Ok);
        await using var host = StepHost.Create(build: Register, chance: 0);
        (await host.RunAsync(Step(more: """, "retry": { }""").At(server), Input)).Succeeds();
        Assert.NotEmpty(server.Seen[0].Body);
        Assert.Equal(server.Seen[0].Body, server.Seen[1].Body);
        Assert.All(server.Seen, seen => Assert.False(string.IsNullOrEmpty(seen.Header("Content-Type"))));
    }

    [Fact]
    public async Task The_announced_length_is_the_length()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(build: Register);
        (await host.RunAsync(Step().At(server), Input)).Succeeds();
        Assert.Equal(Steps.Invariant($"{server.Last.Body.Length}"), server.Last.Header("Content-Length"));
    }

    [Fact]
    public async Task A_content_type_of_the_step_wins()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(build: Register);
        (await host.RunAsync(Step(more: """, "headers": { "Content-Type": "a/b" }""").At(server), Input)).Succeeds();
        Assert.Equal("a/b", server.Last.Header("Content-Type"));
    }

    [Fact]
    public async Task A_missing_variable_is_a_template_failure_and_nothing_is_sent()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(build: Register);
        Assert.Equal(FailureKind.Template, (await host.RunAsync(Step().At(server))).Failure!.Kind);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task It_can_be_compressed_and_survives_a_round_trip()
    {
        await using var host = StepHost.Create(build: Register);
        var written = host.Reader.Write(host.Reader.Parse(Step(""", "compress": "gzip" """)));
        Assert.Equal(written, host.Reader.Write(host.Reader.Parse(written)));
        Assert.Contains("\"compress\": \"gzip\"", written, StringComparison.Ordinal);
    }
}

public sealed class JsonBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "json", "value": { "a": ["{{ v }}"] } """;
}

public sealed class JsonTemplateBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "jsonTemplate", "template": "[\"{{ v }}\",]", "escape": "json" """;
}

public sealed class XmlBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "xml", "template": "<a>{{ v }}</a>" """;
}

public sealed class ColumnBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "column", "column": "json" """;
}

public sealed class MappingBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "mapping", "fields": [ { "to": "a.b[0]", "template": "{{ v }}" }, { "to": "c", "from": "json", "as": "json" } ], "root": "data" """;
}

public sealed class RawBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "raw", "content": "x{{ v }}" """;
}

public sealed class UrlEncodedBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "urlEncoded", "fields": { "a": "{{ v }}" } """;
}

public sealed class FormDataBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "formData", "fields": [ { "type": "text", "name": "{{ v }}", "value": "{{ v }}" }, { "type": "file", "name": "f", "file": "{{ files.f }}" } ] """;
}

public sealed class FileBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "file", "file": "{{ files.f }}" """;
}

public sealed class HostBodyContractTests : BodySerializerContract
{
    protected override string Definition => """ "type": "csv", "cells": ["a", "{{ v }}"] """;

    protected override void Register(HttpRequestStepsBuilder builder) => builder.AddBodySerializer<ExtensionPointTests.CsvBody, ExtensionPointTests.CsvSerializer>("csv");
}
