namespace HttpRequestSteps.Cli;

/// <summary>Answers to play, route by route; the first route that matches a request answers it.</summary>
internal sealed record InspectorScript(IReadOnlyList<ScriptRoute> Routes);
