namespace HttpRequestSteps.Tests.Faults;

/// <summary>The page of the matrix is generated from the tests. To write it anew: WRITE_DOCS=1 dotnet test --filter ReliabilityPageTests.</summary>
public sealed class ReliabilityPageTests
{
    [Fact]
    public void The_page_is_current()
    {
        var generated = ReliabilityPage.Write();
        var path = Path.Combine(Repository.Root, "docs", "reliability.md");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, generated);
        }

        Assert.Equal(generated, File.ReadAllText(path));
    }

    [Fact]
    public void Every_row_of_the_matrix_has_one_test_or_one_reason()
    {
        var rows = FaultRow.All.Select(static row => row.Number).Concat(MatrixSection.All.SelectMany(static section => section.Missing).Select(static row => row.Number));
        Assert.Equal(Enumerable.Range(1, 132), rows.Order());
    }

    [Fact]
    public void Every_test_of_a_fault_promises_something() => Assert.All(FaultRow.All, static row => Assert.NotEmpty(row.Promises));
}
