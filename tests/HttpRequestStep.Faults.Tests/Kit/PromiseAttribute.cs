namespace HttpRequestSteps.Tests.Faults;

/// <summary>An outcome that is promised for a fault: the page shows it, and the test is held to it.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class PromiseAttribute : Attribute
{
    /// <summary>The step succeeds, or goes on as if nothing had happened.</summary>
    public PromiseAttribute()
    {
    }

    public PromiseAttribute(FailureKind kind, DeliveryCertainty delivery, Retried retried)
    {
        Kind = kind;
        Delivery = delivery;
        Retried = retried;
    }

    /// <summary>Null where the step succeeds.</summary>
    public FailureKind? Kind { get; }

    public DeliveryCertainty Delivery { get; } = DeliveryCertainty.Answered;

    public Retried Retried { get; }

    /// <summary>The whole outcome in words, where it is not that of a step.</summary>
    public string? Outcome { get; set; }

    /// <summary>Which case of the fault it is about, if there are several.</summary>
    public string? Case { get; set; }

    /// <summary>What else is promised, in words.</summary>
    public string? Note { get; set; }
}
