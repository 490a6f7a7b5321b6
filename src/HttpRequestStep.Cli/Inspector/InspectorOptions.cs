namespace HttpRequestSteps.Cli;

/// <summary>Where an inspector listens and how it answers.</summary>
internal sealed record InspectorOptions
{
    public const string DefaultHost = "127.0.0.1";
    public const int DefaultKeptBodyBytes = 64 * 1024;

    /// <summary>An IP address, <c>localhost</c>, <c>*</c> for every address, or a name of this machine.</summary>
    public string Host { get; init; } = DefaultHost;

    /// <summary>The port; 0 takes any free one, told by <see cref="InspectorServer.Address"/>.</summary>
    public int Port { get; init; }

    public InspectorScript? Script { get; init; }

    /// <summary>How much of a request's body is kept to be shown. All of it is read and counted.</summary>
    public int KeptBodyBytes { get; init; } = DefaultKeptBodyBytes;

    /// <summary>Told of each exchange, one at a time, just before its answer leaves: what is printed is never behind what the client saw.</summary>
    public Action<RecordedRequest, RecordedAnswer>? Exchanged { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
