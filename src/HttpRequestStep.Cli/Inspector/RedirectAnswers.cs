using System.Globalization;

namespace HttpRequestSteps.Cli;

/// <summary><c>/redirect</c> and <c>/redirect-to</c></summary>
internal static class RedirectAnswers
{
    public static InspectorAnswer? Chain(SpecialRequest request) => request.Argument switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hops) && hops > 0 => To(request, 302, Next(hops)),
        _ => request.Mistake("the number of redirects is a whole number above 0"),
    };

    public static InspectorAnswer? To(SpecialRequest request) => (request.Arguments.Count, request.Query("url"), request.Query("status") ?? "302") switch
    {
        ( > 0, _, _) => null,
        (_, null or "", _) => request.Mistake("the query needs a url"),
        (_, var url, _) when !WireText.IsHeaderValue(url) => request.Mistake("the url has characters that no header may have"),
        (_, var url, var text) when StatusAnswers.TryStatus(text, out var status) && status is >= 300 and <= 399 => To(request, status, url),
        _ => request.Mistake("a redirect's status is a number from 300 to 399"),
    };

    private static string Next(int hops) => hops == 1 ? "/" : string.Create(CultureInfo.InvariantCulture, $"/redirect/{hops - 1}");

    private static InspectorAnswer To(SpecialRequest request, int status, string location) =>
        new InspectorAnswer { Source = request.Source, Status = status }.With("Location", location);
}
