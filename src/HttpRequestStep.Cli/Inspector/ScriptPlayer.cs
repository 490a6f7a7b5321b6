namespace HttpRequestSteps.Cli;

/// <summary>Plays a script: remembers how many requests each route has had.</summary>
internal sealed class ScriptPlayer(InspectorScript script)
{
    private readonly long[] _played = new long[script.Routes.Count];

    public ScriptedAnswer Answer(RecordedRequest request)
    {
        for (var index = 0; index < _played.Length; index++)
        {
            if (script.Routes[index].Matches(request))
            {
                var turn = Interlocked.Increment(ref _played[index]) - 1;
                return new ScriptedAnswer(IsMatched: true, script.Routes[index].AnswerAt(turn));
            }
        }

        return ScriptedAnswer.NotMatched;
    }
}
