using System.CommandLine;

namespace HttpRequestSteps.Cli;

/// <summary>Runs what a command does and turns what can go wrong into exit codes; standard output stays free for results.</summary>
internal static class CommandRunner
{
    public static void SetGuardedAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (UsageException exception)
            {
                await Console.Error.WriteLineAsync("httpstep: " + exception.Message);
                return ExitCodes.Invalid;
            }
            catch (OperationCanceledException)
            {
                return ExitCodes.Cancelled;
            }
        });
}
