namespace HttpRequestSteps.Cli;

/// <summary><c>/delay</c>, <c>/reset</c>, <c>/truncate</c>: the network at its worst.</summary>
internal static class TroubleAnswers
{
    public static InspectorAnswer? Delay(SpecialRequest request) => request.Argument switch
    {
        null => null,
        var text when DurationText.TryParse(text, out var delay) => Echo.Of(request.Request, request.Source) with { Delay = delay },
        _ => request.Mistake(DurationText.Rule),
    };

    public static InspectorAnswer? Reset(SpecialRequest request) =>
        request.Arguments is [] ? new InspectorAnswer { Source = request.Source, Reset = true } : null;

    public static InspectorAnswer? Truncate(SpecialRequest request) =>
        request.Arguments is [] ? Echo.Of(request.Request, request.Source) with { Truncate = true } : null;
}
