namespace HttpRequestSteps.Sync;

/// <summary>What was found.</summary>
internal sealed class ChangeCounts
{
    public long Unchanged { get; set; }

    public long Added { get; set; }

    public long Changed { get; set; }

    public long Removed { get; set; }

    public long Retried { get; set; }

    public long Duplicates { get; set; }

    public void Count(ChangeKind change)
    {
        switch (change)
        {
            case ChangeKind.Added:
                Added++;
                break;
            case ChangeKind.Changed:
                Changed++;
                break;
            default:
                Removed++;
                break;
        }
    }
}
