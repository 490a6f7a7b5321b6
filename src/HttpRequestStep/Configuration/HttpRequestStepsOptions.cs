namespace HttpRequestSteps;

/// <summary>The settings of a host: section <c>HttpRequestSteps</c>. Format: <c>docs/schemas/settings.v1.json</c>.</summary>
public sealed class HttpRequestStepsOptions
{
    /// <summary>The connections, by name.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, StepConnection> Connections { get; set; } = new Dictionary<string, StepConnection>();

    /// <summary>The secrets that the default resolver knows, by name. Environment variables and user secrets end up here.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, string> Secrets { get; set; } = new Dictionary<string, string>();

    /// <summary>Which hosts and addresses steps may reach.</summary>
    public EgressOptions Egress { get; set; } = new();

    /// <summary>Ceilings that no definition can lift.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>What applies when neither step nor connection says anything.</summary>
    public DefaultOptions Defaults { get; set; } = new();
}
