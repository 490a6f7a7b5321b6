using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>What a host application plugs in, and what always throws this.</summary>
internal sealed class ThrowingHost(Func<Exception> create) : ISecretResolver, IFileStore, IOAuth2TokenStore, ILoggerProvider, ILogger
{
    public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) => throw create();

    ValueTask<StepFile?> IFileStore.FindAsync(string reference, CancellationToken cancellationToken) => throw create();

    Task<string> IFileStore.SaveAsync(ReceivedFile file, Stream content, CancellationToken cancellationToken) => throw create();

    ValueTask<OAuth2Token?> IOAuth2TokenStore.FindAsync(string key, CancellationToken cancellationToken) => throw create();

    ValueTask IOAuth2TokenStore.SaveAsync(string key, OAuth2Token token, CancellationToken cancellationToken) => throw create();

    ValueTask IOAuth2TokenStore.RemoveAsync(string key, CancellationToken cancellationToken) => throw create();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => throw create();

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw create();

    public void Dispose()
    {
    }
}
