namespace HttpRequestSteps;

/// <summary>Chance comes from outside, so that tests can choose it.</summary>
internal class Chance
{
    /// <summary>A number from 0 to 1.</summary>
    public virtual double NextDouble() => Random.Shared.NextDouble();
}
