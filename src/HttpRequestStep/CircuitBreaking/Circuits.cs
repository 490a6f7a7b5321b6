using Microsoft.Extensions.Logging;

namespace HttpRequestSteps;

/// <summary>Makes the circuit of every connection that has one. What they do is logged: it is news of the destination, not of a step.</summary>
internal sealed partial class Circuits(ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger(StepDiagnostics.SourceName);

    /// <summary>That of a connection: the one it had, if its settings did not change.</summary>
    public Circuit Of(string connection, CircuitBreaker settings, Circuit? former) =>
        former?.Settings == settings ? former : new Circuit(settings, time, (isOpen, pause) => Log(connection, isOpen, pause));

    private void Log(string connection, bool isOpen, TimeSpan pause)
    {
        try
        {
            if (isOpen)
            {
                Opened(connection, pause.TotalSeconds);
            }
            else
            {
                Closed(connection);
            }
        }
        catch (Exception)
        {
            // A log that cannot be written is no reason to keep a circuit from what it does.
        }
    }

    [LoggerMessage(StepEventIds.CircuitOpened, LogLevel.Warning, "The circuit of the connection \"{Connection}\" is open: too many of its requests failed, and nothing is sent for {Seconds:0.###} s")]
    private partial void Opened(string connection, double seconds);

    [LoggerMessage(StepEventIds.CircuitClosed, LogLevel.Information, "The circuit of the connection \"{Connection}\" is closed again")]
    private partial void Closed(string connection);
}
