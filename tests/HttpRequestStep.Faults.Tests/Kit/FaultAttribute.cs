namespace HttpRequestSteps.Tests.Faults;

/// <summary>A test of one row of the fault matrix. The number of the row is in its name: F047_BodyHangs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class FaultAttribute(string fault) : FactAttribute
{
    /// <summary>What goes wrong, in words.</summary>
    public string Fault => fault;
}
