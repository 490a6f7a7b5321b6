namespace HttpRequestSteps.Cli;

/// <summary>Chooses the answer: the script wins over special paths, special paths over the echo.</summary>
internal sealed class AnswerChooser(InspectorScript? script)
{
    private readonly ScriptPlayer? _player = script is null ? null : new ScriptPlayer(script);
    private readonly SpecialPaths _specialPaths = new();

    public InspectorAnswer Choose(RecordedRequest request)
    {
        var scripted = _player?.Answer(request) ?? ScriptedAnswer.NotMatched;
        return scripted.Answer
            ?? (scripted.IsMatched ? null : _specialPaths.Answer(request))
            ?? Echo.Of(request);
    }
}
