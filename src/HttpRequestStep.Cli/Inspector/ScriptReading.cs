namespace HttpRequestSteps.Cli;

/// <summary>A script read: either the script, or every mistake in it.</summary>
internal sealed record ScriptReading(InspectorScript? Script, IReadOnlyList<DefinitionError> Errors);
