namespace HttpRequestSteps;

/// <summary>The circuit of every connection that has one.</summary>
internal sealed class Circuits(TimeProvider time)
{
    private readonly KeptByConnection<CircuitBreaker, Circuit> _circuits = new(settings => new Circuit(settings, time));

    public Circuit Of(string connection, CircuitBreaker settings) => _circuits.Find(connection, settings);
}
