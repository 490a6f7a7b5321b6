using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>The flow by which the owner of an account agrees (RFC 6749 section 4.1, with PKCE): begin, send the owner to the URL, complete with what comes back; the token is then in the store.</summary>
/// <remarks>Take it from the service provider. <c>HttpRequestStep.AspNetCore</c> maps it to endpoints.</remarks>
public sealed class OAuth2Authorization
{
    private readonly StepPreparer _preparer;
    private readonly TokenEndpoint _endpoint;
    private readonly TokenCache _tokens;
    private readonly GuardedTokenStore _store;

    internal OAuth2Authorization(StepPreparer preparer, TokenEndpoint endpoint, TokenCache tokens, GuardedTokenStore store)
    {
        _preparer = preparer;
        _endpoint = endpoint;
        _tokens = tokens;
        _store = store;
    }

    /// <summary>Begins: the URL to send the owner to, and what to keep until the owner comes back, where nobody but this host can read or change it.</summary>
    /// <param name="connection">A connection whose authentication is <c>oauth2</c> with the grant <c>authorizationCode</c>.</param>
    /// <param name="input">The variables that its texts need, such as the account.</param>
    /// <param name="redirectUrl">Where the owner comes back to; null takes the definition's.</param>
    /// <param name="cancellationToken">Ends the wait for a secret.</param>
    /// <exception cref="StepAuthenticationException">The connection has no such authentication, or a value is missing.</exception>
    public async Task<OAuth2AuthorizationStart> BeginAsync(string connection, StepInput? input = null, Uri? redirectUrl = null, CancellationToken cancellationToken = default)
    {
        var (authentication, context) = await PrepareAsync(connection, input, cancellationToken).ConfigureAwait(false);
        return await TellAsync(context, () => Task.FromResult(Begin(connection, authentication, context, redirectUrl))).ConfigureAwait(false);
    }

    /// <summary>Completes: checks what came back, exchanges the code and keeps the token.</summary>
    /// <param name="start">What <see cref="BeginAsync"/> returned, from where it was kept.</param>
    /// <param name="parameters">The query parameters with which the owner came back.</param>
    /// <param name="input">The same variables as at the beginning: those of another account are refused.</param>
    /// <param name="cancellationToken">Ends the wait for a secret; the exchange itself is not given up halfway.</param>
    /// <exception cref="StepAuthenticationException">The owner did not agree, the answer belongs to another beginning or the beginning to another account, the code was refused, or the token could not be kept.</exception>
    public async Task CompleteAsync(OAuth2AuthorizationStart start, IEnumerable<KeyValuePair<string, string>> parameters, StepInput? input = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(parameters);
        var answer = parameters.ToArray();
        if (!start.IsAnsweredBy(answer))
        {
            throw new StepAuthenticationException("The answer does not belong to this beginning (state); begin again.");
        }

        var (authentication, context) = await PrepareAsync(start.Connection, input, cancellationToken).ConfigureAwait(false);
        await TellAsync(context, () => ExchangeAsync(start, answer, authentication, context)).ConfigureAwait(false);
    }

    /// <summary>Forgets the token of an account.</summary>
    /// <exception cref="StepAuthenticationException">The connection has no such authentication, a value is missing, or the token could not be removed.</exception>
    public async Task DisconnectAsync(string connection, StepInput? input = null, CancellationToken cancellationToken = default)
    {
        var (authentication, context) = await PrepareAsync(connection, input, cancellationToken).ConfigureAwait(false);
        await TellAsync(context, async () =>
        {
            var client = OAuth2Clients.Render(authentication, context);
            await _store.RemoveAsync(client.StoreKey()).ConfigureAwait(false);
            _tokens.Forget(client);
            return client;
        }).ConfigureAwait(false);
    }

    private static OAuth2AuthorizationStart Begin(string connection, OAuth2Authentication authentication, AuthenticationContext context, Uri? redirectUrl)
    {
        var client = OAuth2Clients.Render(authentication, context);
        var redirect = authentication.RedirectUrl is { } text ? context.RenderPlain(text) : redirectUrl?.AbsoluteUri;
        if (redirect is null || !Uri.TryCreate(redirect, UriKind.Absolute, out var returnsTo))
        {
            throw new StepAuthenticationException("There is no URL to come back to: set \"redirectUrl\", or give one when beginning.");
        }

        var state = RandomText();
        var verifier = authentication.Pkce == false ? null : RandomText();
        return new OAuth2AuthorizationStart
        {
            Connection = connection,
            TokenKey = client.StoreKey(),
            Url = new Uri(Url(authentication, context, client, returnsTo, state, verifier)),
            RedirectUrl = returnsTo,
            State = state,
            CodeVerifier = verifier,
        };
    }

    private async Task<OAuth2Client> ExchangeAsync(OAuth2AuthorizationStart start, KeyValuePair<string, string>[] answer, OAuth2Authentication authentication, AuthenticationContext context)
    {
        var client = OAuth2Clients.Render(authentication, context);
        if (client.StoreKey() != start.TokenKey)
        {
            throw new StepAuthenticationException("This was begun for another account, or the connection has changed since; begin again.");
        }

        var token = await _endpoint.RequestAsync(
            client, client.TokenUrl, "authorization_code", client.TokenRequest,
            [new("code", CodeOf(start, answer, context)), new("redirect_uri", start.RedirectUrl.AbsoluteUri), new("code_verifier", start.CodeVerifier)], context.TransportTo(client.TokenUrl)).ConfigureAwait(false);
        await _store.SaveAsync(start.TokenKey, token).ConfigureAwait(false);
        _tokens.Forget(client);
        return client;
    }

    /// <summary>Whatever goes wrong is told in words of ours, secrets redacted.</summary>
    private static async Task<T> TellAsync<T>(AuthenticationContext context, Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StepAuthenticationException or TokenRefusedException or StepFailureException or TemplateException)
        {
            var message = context.Redact(exception.Message);
            if (exception is StepAuthenticationException && message == exception.Message)
            {
                throw;
            }

            throw new StepAuthenticationException(message);
        }
    }

    private static string Url(OAuth2Authentication authentication, AuthenticationContext context, OAuth2Client client, Uri redirectUrl, string state, string? verifier)
    {
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("response_type", "code"),
            new("client_id", client.ClientId),
            new("redirect_uri", redirectUrl.AbsoluteUri),
            new("state", state),
        };
        AddOptional("scope", client.Scope);
        AddOptional("audience", client.Audience);
        if (verifier is not null)
        {
            parameters.Add(new("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
            parameters.Add(new("code_challenge_method", "S256"));
        }

        parameters.AddRange(OAuth2Values.Render(authentication.AuthorizationRequest?.Query, context));
        var url = StepUri.Create(OAuth2Clients.Url(authentication.AuthorizationUrl!, "authorizationUrl", context));
        return OAuth2Values.WithQuery(url.AbsoluteUri, parameters);

        void AddOptional(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parameters.Add(new(name, value));
            }
        }
    }

    private static string CodeOf(OAuth2AuthorizationStart start, KeyValuePair<string, string>[] answer, AuthenticationContext context)
    {
        context.MarkSecret(start.State);
        context.MarkSecret(start.CodeVerifier ?? string.Empty);
        if (OAuth2AuthorizationStart.Find(answer, "error") is { } error)
        {
            throw new StepAuthenticationException($"The authorization server did not agree: {context.Shown(error)}{(OAuth2AuthorizationStart.Find(answer, "error_description") is { } told ? $": {context.Shown(told)}" : string.Empty)}.");
        }

        return OAuth2AuthorizationStart.Find(answer, "code") is { Length: > 0 } code ? code : throw new StepAuthenticationException("The authorization server sent no code.");
    }

    private static string RandomText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A step that is never sent knows the connection, its secrets and its transport.</summary>
    private async Task<(OAuth2Authentication Authentication, AuthenticationContext Context)> PrepareAsync(string connection, StepInput? input, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(connection);
        StepExecution execution;
        try
        {
            execution = await _preparer.PrepareAsync(new HttpRequestStep { Connection = connection, Url = "https://connection.invalid/" }, input ?? StepInput.Empty, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StepFailureException or TemplateException)
        {
            throw new StepAuthenticationException(exception.Message);
        }

        return execution.Plan.Authentication is OAuth2Authentication { Grant: OAuth2Grant.AuthorizationCode } authentication
            ? (authentication, new AuthenticationContext(execution.CreateMessage(), execution.Render))
            : throw new StepAuthenticationException($"The connection \"{connection}\" has no authentication of type oauth2 with the grant authorizationCode.");
    }
}

/// <summary>A flow that has begun.</summary>
public sealed record OAuth2AuthorizationStart
{
    /// <summary>Which connection.</summary>
    public required string Connection { get; init; }

    /// <summary>Under which key the token will be kept: a flow ends for the account it was begun for and for no other.</summary>
    public required string TokenKey { get; init; }

    /// <summary>Where to send the owner.</summary>
    public required Uri Url { get; init; }

    /// <summary>Where the owner comes back to.</summary>
    public required Uri RedirectUrl { get; init; }

    /// <summary>What must come back unchanged.</summary>
    public required string State { get; init; }

    /// <summary>What proves that the one who exchanges the code is the one who began; null without PKCE. A secret.</summary>
    public string? CodeVerifier { get; init; }

    /// <summary>Whether the owner came back from this beginning: the state is the one that was sent.</summary>
    /// <param name="parameters">The query parameters with which the owner came back.</param>
    public bool IsAnsweredBy(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Find(parameters, "state") is { } state && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(State));
    }

    internal static string? Find(IEnumerable<KeyValuePair<string, string>> parameters, string name) => parameters.FirstOrDefault(parameter => parameter.Key == name).Value;

    /// <summary>Without the verifier: a record may end in a log.</summary>
    public override string ToString() => $"OAuth2AuthorizationStart ({Connection})";
}
