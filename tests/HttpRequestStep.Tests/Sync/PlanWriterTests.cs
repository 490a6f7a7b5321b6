using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A plan while it is written.</summary>
public sealed class PlanWriterTests
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "plan-1");

    [Fact]
    public void A_plan_is_closed_when_it_is_complete()
    {
        using var plan = new PlanWriter(_path);
        plan.Complete();
        File.OpenHandle(_path, share: FileShare.None).Dispose();
    }

    [Fact]
    public void Rows_of_many_endpoints_do_not_wait_in_memory()
    {
        const long most = 32 * 1024 * 1024;
        var row = new byte[100_000];
        using (var plan = new PlanWriter(_path))
        {
            for (var i = 0; i < 2000; i++)
            {
                plan.Add(new RowChange { Change = ChangeKind.Added, Key = (UInt128)i, Hash = 1, FirstRun = 1, Schema = 1 }, row, batchSize: 100, batchBytes: 4 * 1024 * 1024, $"endpoint {i % 1000}");

                // What is not in the file waits, or is about to be written; the file has its headers besides.
                Assert.InRange((i + 1L) * row.Length - new FileInfo(_path).Length, -1_000_000, most + 1_000_000);
                Assert.InRange(plan.Held, 0, 3 * most);
            }

            plan.Complete();
            Assert.Equal(2000, plan.Rows[0]);
            Assert.InRange(plan.Held, 0, most);
        }

        using var reader = new PlanReader(_path, 0, 0, 2000);
        for (var i = 0; i < 2000; i++)
        {
            Assert.Equal(1, reader.Next()!.Count);
        }
    }

    [Fact]
    public void Full_batches_stay_whole_while_little_waits()
    {
        using var plan = new PlanWriter(_path);
        for (var i = 0; i < 10_000; i++)
        {
            plan.Add(new RowChange { Change = ChangeKind.Added, Key = (UInt128)i, Hash = 1, FirstRun = 1, Schema = 1 }, new byte[1000], batchSize: 100, batchBytes: 4 * 1024 * 1024, $"endpoint {i % 100}");
        }

        plan.Complete();
        Assert.Equal(100, plan.Batches);
    }
}
