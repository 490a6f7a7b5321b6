using System.Text;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>Files as people really have them: what is read of them, and what is said when they cannot be.</summary>
public sealed class FileSourceTests : IAsyncDisposable
{
    private const string Csv = """{ "type": "csv", "path": "f" }""";
    private const string JsonLines = """{ "type": "jsonLines", "path": "f" }""";
    private const string Json = """{ "type": "json", "path": "f" }""";

    private readonly SyncHost _host = SyncHost.Create();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Values_of_json_keep_their_type_and_their_digits()
    {
        const string row = """{"id":9223372036854775807,"big":123456789012345678901234567890,"dec":1.10,"exp":1E2,"neg":-5,"t":true,"n":null,"s":"ä\u00e9\n😀","o":{"b":[1,2.50]},"a":[ 1 ]}""";
        const string expected = "id=9223372036854775807 big=123456789012345678901234567890 dec=1.10 exp=1E2 neg=-5 t=true n=null s='äé\n😀' o={\"b\":[1,2.50]} a=[ 1 ]";
        _host.Write("f", row + "\n");
        Assert.Equal([expected], await _host.ReadAsync(JsonLines));
        _host.Write("f", $"[{row}]");
        Assert.Equal([expected], await _host.ReadAsync(Json));
    }

    [Theory]
    [InlineData("{\"id\":1}\n{\"id\":2,\"late\":\"x\"}\n{\"other\":[],\"id\":3}\n{}", "id=1 late=null other=null", "id=2 late='x' other=null", "id=3 late=null other=[]", "id=null late=null other=null")]
    [InlineData("\uFEFF{\"id\":1}\r\n\r\n  \t\r\n{\"id\":2}\r\n", "id=1", "id=2")]
    [InlineData("{\"id\":1}\n{\"id\":2}", "id=1", "id=2")]
    [InlineData(" { \"id\" : 1 } \n", "id=1")]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n\n")]
    public async Task Lines_of_json_are_rows(string content, params string[] rows)
    {
        _host.Write("f", content);
        Assert.Equal(rows, await _host.ReadAsync(JsonLines));
    }

    [Theory]
    [InlineData("{\"id\":1}\n{\"id\":2,}\n{\"id\":3}", "Line 2: it is not JSON at byte 9:")]
    [InlineData("{\"id\":1}\n\n{\"id\":", "Line 3: it is not JSON at byte")]
    [InlineData("{\"id\":1}\n{\"id\":1} {\"id\":2}", "Line 2: it is not JSON at byte 10:")]
    [InlineData("{\"id\":1}\n[1]", "Line 2: a row is a JSON object, and this is an array.")]
    [InlineData("{\"id\":1}\nnull", "Line 2: a row is a JSON object, and this is null.")]
    [InlineData("{\"id\":1,\"id\":2}", "Line 1: the property \"id\" stands there twice.")]
    [InlineData("{\"id\":\"\\ud800\"}", "Line 1: a text holds half of a surrogate pair")]
    [InlineData("{\n\"id\":1}", "Line 1: it is not JSON")]
    [InlineData("{\"\":1}", "The columns of the source do not hold: The column 1 has no name.")]
    public async Task A_line_that_is_no_row_is_named(string content, string message)
    {
        _host.Write("f", content);
        Assert.StartsWith(message, await _host.FailureAsync(JsonLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData(" \r\n[ ] ", null)]
    [InlineData("{ \"a\": { \"rows\": [ {\"id\":1}, {\"id\":2} ], \"b\": 1 }, \"c\": [[{}]] }", "a.rows", "id=1", "id=2")]
    [InlineData("{ \"x\": { \"rows\": 1, \"deep\": [ {\"rows\": [{}]} ] }, \"rows\": [ {\"id\":1}\n , {\"more\":{},\"id\":2} ] }", "rows", "id=1 more=null", "id=2 more={}")]
    [InlineData("\uFEFF[{\"id\":1}]", null, "id=1")]
    public async Task The_array_of_a_document_is_rows(string content, string? path, params string[] rows)
    {
        _host.Write("f", content);
        Assert.Equal(rows, await _host.ReadAsync(new JsonSource { Path = "f", Rows = path }));
    }

    [Theory]
    [InlineData("", null, "The file is empty; JSON is needed.")]
    [InlineData("[{\"id\":1},\n{\"id\":2}", null, "Line 2: it is not JSON")]
    [InlineData("[{\"id\":1}] x", null, "Line 1: it is not JSON")]
    [InlineData("{\"rows\":[{\"id\":1}],\n\"more\":", "rows", "Line 2: it is not JSON")]
    [InlineData("[{\"id\":1},\n\n7]", null, "Line 3: a row is a JSON object, and this is a number.")]
    [InlineData("[{\"id\":1},\n{\"id\"}]", null, "Line 2: it is not JSON at byte 6")]
    [InlineData("{\"rows\":[]}", null, "The file is an object and no array; say under \"rows\"")]
    [InlineData("{\"rows\":{}}", "rows", "\"rows\" is no array.")]
    [InlineData("{\"row\":[]}", "rows", "There is no \"rows\" in the file.")]
    [InlineData("{\"data\":[]}", "data.rows", "There is no \"data.rows\" in the file")]
    [InlineData("\"x\"", null, "The file is no array.")]
    public async Task A_document_without_the_rows_says_so(string content, string? path, string message)
    {
        _host.Write("f", content);
        var exception = await Assert.ThrowsAsync<RowSourceException>(() => _host.ReadAsync(new JsonSource { Path = "f", Rows = path }));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JsonLines, "{\"id\":1,\"a\":1}\n{\"b\":2,\"id\":2}")]
    [InlineData(Json, "[{\"id\":1,\"a\":1},{\"b\":2,\"id\":2}]")]
    public async Task Columns_that_are_listed_are_the_columns(string source, string content)
    {
        _host.Write("f", content);
        var rows = await _host.ReadAsync(source.Replace("\"f\"", "\"f\", \"columns\": [\"b\", \"id\"]", StringComparison.Ordinal));
        Assert.Equal(["b=null id=1", "b=2 id=2"], rows);
    }

    [Theory]
    [InlineData("id,name\n1,\"a\r\nb\"\"c\"\"\"\n2,\n", "id='1' name='a\r\nb\"c\"'", "id='2' name=''")]
    [InlineData("\uFEFFid,name\r\n1,ä\r\n", "id='1' name='ä'")]
    [InlineData("id,name\n1,x", "id='1' name='x'")]
    [InlineData("id,name\n")]
    [InlineData("id,name")]
    public async Task Csv_is_read_as_RFC_4180_has_it(string content, params string[] rows)
    {
        _host.Write("f", content);
        Assert.Equal(rows, await _host.ReadAsync(Csv));
    }

    [Theory]
    [InlineData("", "f: it is empty; a header row is needed.")]
    [InlineData("id,name\n1,a\n2\n3,c\n", "Row 2 has 1 fields, and the header 2.")]
    [InlineData("id,name\n1,a\n2,b,c\n", "Row 2 has 3 fields, and the header 2.")]
    [InlineData("id,id\n1,a\n", "The columns of the source do not hold: Two columns have the name \"id\".")]
    [InlineData("id,\n1,a\n", "The columns of the source do not hold: The column 2 has no name.")]
    [InlineData("id,name\n1,\"a\n2,b\n", "Row 1")]
    public async Task Csv_that_is_none_is_an_error(string content, string message)
    {
        _host.Write("f", content);
        Assert.StartsWith(message, await _host.FailureAsync(Csv), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Csv)]
    [InlineData(JsonLines)]
    [InlineData(Json)]
    public async Task A_file_that_is_not_there_or_a_folder_is_an_error(string source)
    {
        Assert.Equal($"f: there is no such file. It was looked for in {_host.Folder}, the folder of the sync definition.", await _host.FailureAsync(source));
        Directory.CreateDirectory(Path.Combine(_host.Folder, "f"));
        Assert.StartsWith("f: it may not be read, or is a folder.", await _host.FailureAsync(source), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Csv, "id,name\n1,a\n2,M\n", "not UTF-8")]
    [InlineData(JsonLines, "{\"id\":1}\n{\"id\":\"M\"}\n", "Line 2: it is not UTF-8.")]
    [InlineData(Json, "[{\"id\":1},\n{\"id\":\"M\"}]", "Line 2: it is not UTF-8.")]
    public async Task Another_encoding_is_an_error(string source, string content, string message)
    {
        _host.Write("f", Encoding.Latin1.GetBytes(content.Replace('M', 'Ü')));
        Assert.Contains(message, await _host.FailureAsync(source), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Csv, "f: it is not UTF-8.")]
    [InlineData(JsonLines, "The file is UTF-16; UTF-8 is needed.")]
    [InlineData(Json, "The file is UTF-16; UTF-8 is needed.")]
    public async Task Utf16_is_told_for_what_it_is(string source, string message)
    {
        _host.Write("f", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("[]")).ToArray());
        Assert.Equal(message, await _host.FailureAsync(source));
    }

    [Theory]
    [InlineData(Csv, "id,v\n1,V\n2,W\n")]
    [InlineData(JsonLines, "{\"id\":\"1\",\"v\":\"V\"}\n{\"id\":\"2\",\"v\":\"W\"}\n")]
    [InlineData(Json, "[{\"id\":\"1\",\"v\":\"V\"},{\"id\":\"2\",\"v\":\"W\"}]")]
    public async Task A_field_of_a_megabyte_is_a_field(string source, string content)
    {
        var (first, second) = (new string('a', 1 << 20), new string('ö', 1 << 20));
        _host.Write("f", content.Replace("V", first, StringComparison.Ordinal).Replace("W", second, StringComparison.Ordinal));
        Assert.Equal([$"id='1' v='{first}'", $"id='2' v='{second}'"], await _host.ReadAsync(source));
    }

    [Fact]
    public async Task Rows_of_every_length_cross_every_edge_of_a_buffer()
    {
        var lines = Enumerable.Range(0, 2000).Select(i => $$"""{"id":{{i}},"v":"{{new string('é', i % 173)}}\n"}""").ToArray();
        var expected = Enumerable.Range(0, 2000).Select(i => $"id={i} v='{new string('é', i % 173)}\n'").ToArray();
        _host.Write("f", string.Join('\n', lines));
        Assert.Equal(expected, await _host.ReadAsync(JsonLines));
        _host.Write("f", "[" + string.Join(" ,\n ", lines) + "]");
        Assert.Equal(expected, await _host.ReadAsync(Json));
    }

    [Theory]
    [InlineData(Csv, "ID,name\n1,a\n")]
    [InlineData(JsonLines, "{\"ID\":1,\"name\":2}\n")]
    [InlineData(Json, "[{\"ID\":1,\"name\":2}]")]
    public async Task A_key_that_is_no_column_names_the_nearest(string source, string content)
    {
        _host.Write("f", content);
        var report = await _host.RunAsync(SourceReading.Sync(source, primaryKey: "idd"));
        Assert.Equal((SyncOutcome.Failed, "The source has no column \"idd\"; did you mean \"ID\". Its columns: \"ID\", \"name\"."), (report.Outcome, report.Message));
    }

    [Theory]
    [InlineData("""{ "type": "jsonLines", "path": "" }""", "$.source.path")]
    [InlineData("""{ "type": "jsonLines", "path": "x", "columns": [] }""", "$.source.columns")]
    [InlineData("""{ "type": "json", "path": "x", "columns": ["a", "a"] }""", "$.source.columns")]
    [InlineData("""{ "type": "json", "path": "x", "rows": "a..b" }""", "$.source.rows")]
    [InlineData("""{ "type": "csv", "path": "x", "delimiter": "ab" }""", "$.source.delimiter")]
    [InlineData("""{ "type": "csv", "path": "x", "delimeter": "," }""", "$.source.delimeter")]
    [InlineData("""{ "type": "jsonlines", "path": "x" }""", "$.source.type")]
    public void What_does_not_hold_is_told_at_its_place(string source, string path) =>
        Assert.Equal(path, Assert.Single(_host.Reader.Read(SourceReading.Sync(source)).Errors).Path);
}
