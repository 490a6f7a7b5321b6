using System.CommandLine;

namespace HttpRequestSteps.Cli;

/// <summary>Runs what a command does and turns what can go wrong into exit codes; standard output stays free for results.</summary>
internal static class CommandRunner
{
    public static void SetGuardedAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (UsageException exception)
            {
                error.WriteLine("httpstep: " + exception.Message);
                return ExitCodes.Invalid;
            }
            catch (FileErrorsException exception)
            {
                error.WriteLine(exception.Message);
                return ExitCodes.Invalid;
            }
            catch (OperationCanceledException)
            {
                return ExitCodes.Cancelled;
            }
        });
}
