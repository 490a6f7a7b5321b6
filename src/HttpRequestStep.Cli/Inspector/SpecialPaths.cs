using System.Collections.Frozen;

namespace HttpRequestSteps.Cli;

/// <summary>The table of the special paths.</summary>
internal sealed class SpecialPaths
{
    private static readonly SpecialPath[] Stateless =
    [
        new("status", "/status/503?retryAfter=2", "answers with that status", StatusAnswers.Status),
        new("delay", "/delay/2", "echoes after that many seconds", TroubleAnswers.Delay),
        new("reset", "/reset", "resets the connection", TroubleAnswers.Reset),
        new("truncate", "/truncate", "promises more bytes than it sends", TroubleAnswers.Truncate),
        new("redirect", "/redirect/3", "a chain of that many redirects, ending at /", RedirectAnswers.Chain),
        new("redirect-to", "/redirect-to?url=URL&status=307", "redirects there", RedirectAnswers.To),
        new("bytes", "/bytes/1000", "that many bytes of binary data", ContentAnswers.Bytes),
        new("gzip", "/gzip", "the echo, compressed", ContentAnswers.Gzip),
        new("br", "/br", "the echo, compressed", ContentAnswers.Brotli),
        new("auth/basic", "/auth/basic/USER/PASSWORD", "401 unless sent just these", AuthAnswers.Basic),
        new("auth/bearer", "/auth/bearer/TOKEN", "401 unless sent just this", AuthAnswers.Bearer),
    ];

    private readonly FrozenDictionary<string, SpecialPath> _byName;

    public SpecialPaths()
    {
        All = [.. Stateless, new("sequence", "/sequence/503,503,200?id=x", "these statuses in turn for each id, then the last", new SequenceAnswers().Next)];
        _byName = All.ToFrozenDictionary(path => path.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<SpecialPath> All { get; }

    public InspectorAnswer? Answer(RecordedRequest request)
    {
        var segments = Segments(request.Target);
        return Find(segments, take: 1) is { } path ? Answer(path, segments[1..], request)
            : Find(segments, take: 2) is { } longer ? Answer(longer, segments[2..], request)
            : null;
    }

    private static InspectorAnswer? Answer(SpecialPath path, string[] arguments, RecordedRequest request) =>
        path.Answer(new SpecialRequest("/" + path.Name, arguments, request));

    /// <summary>Cut before they are decoded, so that a password may hold an encoded slash.</summary>
    private static string[] Segments(string target) =>
        target.StartsWith('/') ? [.. target.Split('?')[0][1..].Split('/').Select(Uri.UnescapeDataString)] : [];

    private SpecialPath? Find(string[] segments, int take) =>
        segments.Length >= take ? _byName.GetValueOrDefault(string.Join('/', segments.Take(take))) : null;
}
