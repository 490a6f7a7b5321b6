namespace HttpRequestSteps.Cli;

/// <summary>What a request was answered with.</summary>
/// <param name="Status">The status chosen, even when <paramref name="Outcome"/> says that it was never sent.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Source">Which rule chose it: <c>echo</c>, a special path, or a place in the script.</param>
/// <param name="BodyLength">The length of the whole body, before any truncation.</param>
/// <param name="Delay">How long the answer was held back on purpose.</param>
internal sealed record RecordedAnswer(int Status, AnswerOutcome Outcome, string Source, long BodyLength, TimeSpan Delay);
