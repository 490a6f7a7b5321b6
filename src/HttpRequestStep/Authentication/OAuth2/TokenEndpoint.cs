using System.Collections.Frozen;
using System.Net.Http.Headers;
using Duende.IdentityModel.Client;

namespace HttpRequestSteps;

/// <summary>Speaks to a token endpoint: one request, one token, or a sentence about why there is none.</summary>
internal sealed class TokenEndpoint(TransportPool pool, TimeProvider time)
{
    /// <summary>The longest that a token may take; nobody waits longer, whatever the timeout of a step.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>What a message may say of a request; every other value was meant for the server alone.</summary>
    private static readonly FrozenSet<string> PublicFields = FrozenSet.Create("grant_type", "client_id", "client_assertion_type", "scope", "audience", "redirect_uri");

    /// <exception cref="StepAuthenticationException">There is no token.</exception>
    /// <exception cref="TokenRefusedException">The grant is no longer good (<c>invalid_grant</c>).</exception>
    public async Task<OAuth2Token> RequestAsync(OAuth2Client client, string url, string grant, OAuth2Values values, IEnumerable<KeyValuePair<string, string?>> fields, TransportProfile profile)
    {
        var host = OAuth2Client.HostOf(url);
        using var clock = new CancellationTokenSource(Timeout, time);
        using var invoker = new HttpMessageInvoker(new TokenEndpointHandler(pool, profile));
        using var request = CreateRequest(client, OAuth2Values.WithQuery(url, values.Query), grant, values, fields);
        var response = await SendAsync(invoker, request, host, clock.Token).ConfigureAwait(false);
        using var message = response.HttpResponse;
        if (response.IsError || string.IsNullOrEmpty(response.AccessToken))
        {
            throw Refused(response, host, client, Sent(request, values));
        }

        if (HeaderRules.RefusesValue(response.AccessToken) is { } reason)
        {
            throw new StepAuthenticationException($"The token that {host} gave {reason}.");
        }

        return new OAuth2Token
        {
            AccessToken = response.AccessToken,
            RefreshToken = response.RefreshToken,
            ExpiresAt = response.ExpiresIn > 0 ? time.GetUtcNow() + TimeSpan.FromSeconds(response.ExpiresIn) : null,
            Scope = response.Scope,
        };
    }

    private static async Task<TokenResponse> SendAsync(HttpMessageInvoker invoker, TokenRequest request, string host, CancellationToken cancellationToken)
    {
        TokenResponse response;
        try
        {
            response = await invoker.RequestTokenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw TimedOut(host);
        }

        return response.ErrorType != ResponseErrorType.Exception ? response : throw Failed(response.Exception, host, cancellationToken);
    }

    private static Exception Failed(Exception? exception, string host, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            return TimedOut(host);
        }

        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is StepFailureException failure)
            {
                return failure.Kind == FailureKind.Blocked
                    ? new StepFailureException(FailureKind.Blocked, DeliveryCertainty.NotSent, $"The token endpoint {host}: {failure.Message}") { IsOfToken = true }
                    : new StepAuthenticationException($"The token endpoint {host} could not be reached: {failure.Message}");
            }

            if (inner is StepAuthenticationException)
            {
                return inner;
            }
        }

        return new StepAuthenticationException($"The token endpoint {host} could not be reached: {TransportFailures.Reason(exception)}");
    }

    private static StepAuthenticationException TimedOut(string host) => new($"The token endpoint {host} did not answer within {Timeout.TotalSeconds:0} s.");

    private TokenRequest CreateRequest(OAuth2Client client, string address, string grant, OAuth2Values values, IEnumerable<KeyValuePair<string, string?>> fields)
    {
        var request = new TokenRequest { Address = address, GrantType = grant, ClientId = client.ClientId };
        if (client.Authentication == OAuth2ClientAuthentication.PrivateKeyJwt)
        {
            request.ClientCredentialStyle = ClientCredentialStyle.PostBody;
            request.ClientAssertion = new ClientAssertion
            {
                Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                Value = ClientAssertionJwt.Create(client.PrivateKey!, client.KeyId, client.ClientId, client.TokenUrl, time.GetUtcNow()),
            };
        }
        else
        {
            // A public client has no secret and cannot use Basic.
            request.ClientSecret = client.ClientSecret;
            request.ClientCredentialStyle = client.Authentication == OAuth2ClientAuthentication.Basic && client.ClientSecret is not null
                ? ClientCredentialStyle.AuthorizationHeader
                : ClientCredentialStyle.PostBody;
        }

        foreach (var (name, value) in fields)
        {
            request.Parameters.AddOptional(name, value);
        }

        foreach (var (name, value) in values.Body)
        {
            request.Parameters.Add(name, value, ParameterReplaceBehavior.All);
        }

        request.Headers.Accept.Clear();
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, value) in values.Headers)
        {
            MessageHeaders.Set(request, name, HeaderRules.RefusesValue(value) is { } reason ? throw new StepAuthenticationException($"The value of the header \"{name}\" of the token request {reason}.") : value);
        }

        return request;
    }

    /// <summary>What was sent, to be redacted: some servers say it back.</summary>
    private static Redactor Sent(TokenRequest request, OAuth2Values values)
    {
        var sent = new Redactor();
        if (request.ClientSecret is { } secret)
        {
            sent.Add(secret);
            sent.Add(BasicAuthenticationOAuthHeaderValue.EncodeCredential(request.ClientId!, secret));
        }

        sent.Add(request.ClientAssertion?.Value);
        foreach (var (name, value) in request.Parameters.Concat(values.Headers).Concat(values.Query))
        {
            if (!PublicFields.Contains(name))
            {
                sent.Add(value);
            }
        }

        return sent;
    }

    private static Exception Refused(TokenResponse response, string host, OAuth2Client client, Redactor sent)
    {
        var status = (int)response.HttpStatusCode;
        if (response.Json is not { ValueKind: System.Text.Json.JsonValueKind.Object } json)
        {
            return new StepAuthenticationException($"The token endpoint {host} answered {status}.");
        }

        if (!json.TryGetProperty("error", out var error))
        {
            return new StepAuthenticationException(status is >= 200 and < 300
                ? $"The token endpoint {host} answered {status} without an access_token."
                : $"The token endpoint {host} answered {status}.");
        }

        var code = ServerWords.Shown(error.ToString(), sent);
        var description = json.TryGetProperty("error_description", out var told) && told.ValueKind == System.Text.Json.JsonValueKind.String ? $": {ServerWords.Shown(told.GetString()!, sent)}" : string.Empty;
        return error.ToString() == "invalid_grant" && client.Grant != OAuth2Grant.ClientCredentials
            ? new TokenRefusedException($"The authorization server {host} no longer accepts this grant (invalid_grant{description}); reconnect needed.")
            : new StepAuthenticationException($"The token endpoint {host} answered {status} {code}{description}.");
    }
}

/// <summary>The authorization server no longer accepts a grant: only its owner can give another one.</summary>
internal sealed class TokenRefusedException(string message) : Exception(message);
