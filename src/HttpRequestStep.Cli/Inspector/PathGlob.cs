using System.Text.RegularExpressions;

namespace HttpRequestSteps.Cli;

/// <summary>A path pattern: <c>*</c> stands for one segment or a part of it, <c>**</c> for any rest.</summary>
internal sealed class PathGlob(string pattern)
{
    // Scripts come from anywhere and paths from any client: a pattern must not be able to stall the server.
    private readonly Regex _regex = new(Expression(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public bool Matches(string path) => _regex.IsMatch(path);

    public override string ToString() => pattern;

    /// <summary>A final <c>/**</c> matches the bare path too: <c>/orders/**</c> is all about orders.</summary>
    private static string Expression(string pattern) => pattern.EndsWith("/**", StringComparison.Ordinal)
        ? $@"\A{Pieces(pattern[..^3])}(?:/.*)?\z"
        : $@"\A{Pieces(pattern)}\z";

    private static string Pieces(string pattern) => string.Join('/', pattern.Split('/').Select(Segment));

    private static string Segment(string segment) => segment == "*"
        ? "[^/]+"
        : Regex.Escape(segment).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
}
