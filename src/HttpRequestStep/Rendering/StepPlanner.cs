using System.Runtime.CompilerServices;

namespace HttpRequestSteps;

/// <summary>Makes plans of steps and keeps each as long as its step lives.</summary>
internal sealed class StepPlanner(DefinitionJson json, StepExtensions extensions, TimeProvider time, Chance chance)
{
    private readonly ConditionalWeakTable<HttpRequestStep, Planned> _plans = new();

    /// <summary>The plan of a step, or its errors. Kept until the settings change.</summary>
    public Planned Plan(HttpRequestStep step, SettingsSnapshot settings)
    {
        if (_plans.TryGetValue(step, out var planned) && ReferenceEquals(planned.Settings, settings))
        {
            return planned;
        }

        planned = Create(step, settings, knowsConnections: true);
        _plans.AddOrUpdate(step, planned);
        return planned;
    }

    /// <summary>The errors of a step. A reader without a host cannot know the connections.</summary>
    public IReadOnlyList<DefinitionError> Validate(HttpRequestStep step, SettingsSnapshot settings, bool knowsConnections) =>
        Create(step, settings, knowsConnections).Errors;

    private Planned Create(HttpRequestStep step, SettingsSnapshot settings, bool knowsConnections)
    {
        var errors = new List<DefinitionError>();
        var builder = new StepPlanBuilder(json, extensions, settings, errors);
        var plan = builder.Build(step, knowsConnections, time, chance);
        return new Planned(settings, errors.Count == 0 ? plan : null, errors);
    }

    /// <summary>A plan or every reason why there is none.</summary>
    internal sealed record Planned(SettingsSnapshot Settings, StepPlan? Plan, IReadOnlyList<DefinitionError> Errors);
}
