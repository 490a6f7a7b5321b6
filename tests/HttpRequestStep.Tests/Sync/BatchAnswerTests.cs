using System.Text.Json;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What the answer to a batch says of each row.</summary>
public sealed class BatchAnswerTests
{
    private static string? Read(BatchResponse definition, string json, ChangeKind change = ChangeKind.Changed, params string[] keys)
    {
        var rows = new BatchAnswer(definition).Read(StepResultBody.FromJson(JsonElement.Parse(json)), change, index => keys[index], keys.Length);
        return rows is null ? null : string.Join(' ', rows.Select(row => row.State));
    }

    [Theory]
    [InlineData("200", "Delivered", "Delivered")]
    [InlineData("404", "Rejected", "Delivered")]
    [InlineData("410", "Rejected", "Delivered")]
    [InlineData("\"404 Not Found\"", "Rejected", "Delivered")]
    [InlineData("422", "Rejected", "Rejected")]
    [InlineData("408", "Deferred", "Deferred")]
    [InlineData("425", "Deferred", "Deferred")]
    [InlineData("429", "Deferred", "Deferred")]
    [InlineData("\"429\"", "Deferred", "Deferred")]
    [InlineData("500", "Ambiguous", "Ambiguous")]
    [InlineData("503", "Ambiguous", "Ambiguous")]
    [InlineData("\"error\"", "Rejected", "Rejected")]
    [InlineData("\"ok\"", "Delivered", "Delivered")]
    public void The_status_of_a_row_means_what_that_of_a_whole_answer_does(string status, string changed, string removed)
    {
        var results = new BatchResponse { Results = "items" };
        Assert.Equal(changed, Read(results, $$"""{"items":[{"status":{{status}}}]}""", ChangeKind.Changed, "1"));
        Assert.Equal(removed, Read(results, $$"""{"items":[{"status":{{status}}}]}""", ChangeKind.Removed, "1"));
        Assert.Equal(removed, Read(results, $$"""{"items":[{{status}}]}""", ChangeKind.Removed, "1"));
    }

    [Fact]
    public void An_error_of_a_list_has_the_class_of_its_status_and_is_never_a_success()
    {
        var errors = new BatchResponse { Errors = "errors", Index = "i" };
        const string json = """{"errors":[{"i":0,"status":503},{"i":1,"status":429},{"i":2,"status":404},{"i":3,"status":200},{"i":4}]}""";
        Assert.Equal("Ambiguous Deferred Rejected Rejected Rejected Delivered", Read(errors, json, ChangeKind.Changed, "a", "b", "c", "d", "e", "f"));
        Assert.Equal("Ambiguous Deferred Delivered Rejected Rejected Delivered", Read(errors, json, ChangeKind.Removed, "a", "b", "c", "d", "e", "f"));
    }

    [Theory]
    [InlineData(422, 200, "Rejected")]
    [InlineData(200, 422, "Rejected")]
    [InlineData(500, 422, "Ambiguous")]
    [InlineData(422, 500, "Ambiguous")]
    [InlineData(429, 201, "Deferred")]
    public void Two_results_for_one_key_keep_the_worse(int first, int second, string state)
    {
        Assert.Equal($"{state} Ambiguous", Read(new BatchResponse { Results = "items", Key = "id" }, $$"""{"items":[{"id":1,"status":{{first}}},{"id":1,"status":{{second}}}]}""", ChangeKind.Changed, "1", "2"));
    }

    [Fact]
    public void Two_errors_for_one_row_keep_the_worse() =>
        Assert.Equal("Ambiguous", Read(new BatchResponse { Errors = "errors" }, """{"errors":[{"index":0,"status":500},{"index":0,"status":422}]}""", ChangeKind.Changed, "1"));

    [Fact]
    public void Keys_that_read_the_same_tell_no_row_from_another()
    {
        Assert.Equal("Ambiguous Ambiguous Delivered", Read(new BatchResponse { Results = "items", Key = "id" }, """{"items":[{"id":"a, b","status":200},{"id":"c","status":200}]}""", ChangeKind.Changed, "a, b", "a, b", "c"));
        Assert.Null(Read(new BatchResponse { Errors = "errors", Key = "id" }, """{"errors":[{"id":"a, b"}]}""", ChangeKind.Changed, "a, b", "a, b", "c"));
    }
}
