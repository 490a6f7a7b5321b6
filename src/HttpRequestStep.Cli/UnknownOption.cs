using System.CommandLine;
using System.CommandLine.Parsing;

namespace HttpRequestSteps.Cli;

/// <summary>Finds an option that a command does not have. The parser would take it for the name of a file, and complain of the real file behind it.</summary>
internal static class UnknownOption
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Find(ParseResult parsed)
    {
        var given = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        var positional = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value);
        var unknown = positional.Concat(parsed.UnmatchedTokens).FirstOrDefault(value => value.Length > 1 && value[0] == '-' && given.Contains(value));
        return unknown is null ? null : Describe(unknown.Split('=')[0], parsed.CommandResult.Command);
    }

    private static string Describe(string name, Command command)
    {
        var known = command.Options.Where(option => !option.Hidden).Select(option => option.Name);
        return $"Unknown option \"{TerminalText.Line(name)}\"{NearestName.Hint(name, known)}. {Help(command)} lists them all.";
    }

    private static string Help(Command command) => command is RootCommand ? "httpstep --help" : $"httpstep {command.Name} --help";
}
