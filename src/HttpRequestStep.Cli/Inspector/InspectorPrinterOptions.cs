namespace HttpRequestSteps.Cli;

/// <summary>How exchanges are shown.</summary>
internal sealed record InspectorPrinterOptions
{
    public const int DefaultMaxBody = 2048;

    public bool Colour { get; init; }

    /// <summary>Whether values of <see cref="SecretHeaders"/> are shown.</summary>
    public bool ShowSecrets { get; init; }

    /// <summary>The most characters of a body that are shown.</summary>
    public int MaxBody { get; init; } = DefaultMaxBody;
}
