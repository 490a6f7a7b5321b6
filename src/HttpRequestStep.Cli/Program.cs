using HttpRequestSteps.Cli;

Console.SetOut(StandardOutput.CreateWriter());
try
{
    return await CommandLine.RunAsync(args);
}
catch (StandardOutputException exception)
{
    Console.Error.WriteLine("httpstep: " + exception.Message);
    return ExitCodes.Failed;
}
catch (Exception exception)
{
    Console.Error.WriteLine("httpstep: unexpected error: " + exception);
    return ExitCodes.Failed;
}
