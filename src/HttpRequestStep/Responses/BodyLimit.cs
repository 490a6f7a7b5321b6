namespace HttpRequestSteps;

/// <summary>The most bytes a body may have, and who says so.</summary>
internal readonly record struct BodyLimit(long Bytes, string Source)
{
    public void Check(long length)
    {
        if (length > Bytes)
        {
            throw new StepFailureException(FailureKind.TooLarge, DeliveryCertainty.Answered, $"The body of the answer is larger than {new ByteSize(Bytes)}, {Source}.");
        }
    }
}
