namespace HttpRequestSteps.Tests.Faults;

/// <summary>Where the step does something else than the matrix asks for, and why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DiffersAttribute(string how) : Attribute
{
    public string How => how;
}
