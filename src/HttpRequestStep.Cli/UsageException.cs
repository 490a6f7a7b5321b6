namespace HttpRequestSteps.Cli;

/// <summary>Something the person who typed the command can put right; exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
