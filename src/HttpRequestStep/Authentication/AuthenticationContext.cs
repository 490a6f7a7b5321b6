using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>One wire request, as an authentication handler may see and change it.</summary>
public sealed class AuthenticationContext
{
    private readonly HttpRequestMessage _request;
    private readonly RenderContext _render;
    private readonly ISet<string>? _secretHeaders;

    /// <param name="request">The wire request.</param>
    /// <param name="render">What renders the texts of the definition.</param>
    /// <param name="secretHeaders">Where the names of the headers that were set are noted, if someone wants to know.</param>
    internal AuthenticationContext(HttpRequestMessage request, RenderContext render, ISet<string>? secretHeaders = null)
    {
        _secretHeaders = secretHeaders;
        _request = request;
        _render = render;
    }

    /// <summary>The method of the request.</summary>
    public HttpMethod Method => _request.Method;

    /// <summary>Where the request goes.</summary>
    public Uri Uri => _request.RequestUri!;

    /// <summary>Whether the request is only shown, not sent: nothing may be fetched for it, and a placeholder will do.</summary>
    public bool IsPreview => _secretHeaders is not null;

    /// <summary>What the scheme wants to remember of this wire request until its answer: the token it used, for example.</summary>
    public object? State
    {
        get => (_request as StepRequestMessage)?.AuthenticationState;
        set
        {
            if (_request is StepRequestMessage message)
            {
                message.AuthenticationState = value;
            }
        }
    }

    /// <summary>The headers as they stand, those of the body among them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers
    {
        get
        {
            foreach (var (name, values) in _request.Headers.NonValidated)
            {
                yield return new(name, values.ToString());
            }

            if (_request.Content is null)
            {
                yield break;
            }

            foreach (var (name, values) in _request.Content.Headers.NonValidated)
            {
                yield return new(name, values.ToString());
            }
        }
    }

    /// <summary>The variables of the step.</summary>
    public StepInput Input => _render.Input;

    /// <summary>What a text of the definition renders to; it is redacted from now on.</summary>
    public string Render(Text text) => _render.Render(text);

    /// <summary>What a text renders to that is no secret, such as the name of a tenant or a region; it may be shown in messages.</summary>
    public string RenderPlain(Text text) => _render.RenderPlain(text);

    /// <summary>What a URL renders to, its values confined to their places: credentials go there. Empty where it renders to nothing.</summary>
    internal string RenderUrl(Text text) => _render.RenderUrl(text);

    /// <summary>Redacts a value wherever it could be seen: a token that was fetched, for example.</summary>
    public void MarkSecret(string value) => _render.Redactor.Add(value);

    /// <summary>What a server says, secrets redacted.</summary>
    internal string Shown(string text) => ServerWords.Shown(text, _render.Redactor);

    /// <summary>A message without secrets.</summary>
    internal string Redact(string message) => _render.Redactor.Redact(message);

    /// <summary>Sets a header, in place of what the step says; its value is redacted.</summary>
    /// <exception cref="StepAuthenticationException">The name or value cannot be sent.</exception>
    public void SetHeader(string name, string value)
    {
        MarkSecret(value);
        Check(name, value);
        SetChecked(name, value);
    }

    /// <summary>Sets a header that is no secret, such as a date; it is shown.</summary>
    /// <exception cref="StepAuthenticationException">The name or value cannot be sent.</exception>
    internal void SetPlainHeader(string name, string value)
    {
        Check(name, value);
        MessageHeaders.Set(_request, name, value);
    }

    /// <summary>Sets the <c>Authorization</c> header to a scheme and its credentials (RFC 9110); the credentials are redacted.</summary>
    /// <exception cref="StepAuthenticationException">They cannot be sent.</exception>
    public void SetAuthorization(string scheme, string credentials) => SetAuthorization(scheme, credentials, null, static (credentials, _) => credentials);

    /// <summary>The same, of credentials that are put together of parts: not again, when the parts are those of the request before.</summary>
    internal void SetAuthorization(string scheme, string first, string? second, Func<string, string?, string> join)
    {
        var (credentials, value) = _render.Plan.Authorization.Of(scheme, first, second, join);
        MarkSecret(credentials);
        SetChecked("Authorization", value);
    }

    /// <summary>Sets a header whose name was checked with the definition, and its value just now.</summary>
    internal void SetCredential(string name, string value)
    {
        MarkSecret(value);
        SetChecked(name, value);
    }

    /// <summary>Adds a query parameter, in place of one of the same name; its value is redacted.</summary>
    public void SetQuery(string name, string value)
    {
        _render.Redactor.AddParameter(name, value);

        // The URL as it was rendered: asking it for more would take it apart.
        var url = Uri.OriginalString;
        var (written, text) = (QueryWriter.EncodeName(name), QueryWriter.Encode(value));
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        url = mark < 0
            ? string.Concat([url, "?", written, "=", text])
            : string.Concat([url[..(mark + 1)], Without(url[(mark + 1)..], written), written, "=", text]);
        _request.RequestUri = StepUri.Create(url, _request is StepRequestMessage { HasLeftOrigin: false } ? _render.Plan.Url.Origin : null);
    }

    /// <summary>The other parameters, each with the <c>&amp;</c> behind it.</summary>
    private static string Without(string query, string name) => string.Concat(query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Where(pair => pair != name && !pair.StartsWith(name + "=", StringComparison.Ordinal))
        .Select(pair => pair + "&"));

    /// <summary>Hashes the exact bytes of the body; those of an empty one if there is none.</summary>
    public async ValueTask<byte[]> HashBodyAsync(HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        if (_request.Content is RenderedContent { Body: var body })
        {
            await body.HashAsync(hash, cancellationToken).ConfigureAwait(false);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The connection that the authentication is of; null for a step's own.</summary>
    internal string? Connection => _render.Plan.IsConnectionAuthentication ? _render.Plan.Connection?.Name : null;

    /// <summary>The transport for a request to the authorization server: that of the step, with its client certificate only where the step's own credentials may go.</summary>
    internal TransportProfile TransportTo(string url)
    {
        var execution = StepRequestMessage.ExecutionOf(_request);
        var mayCarry = Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (StepUri.IsSameOrigin(uri, execution.Request.Uri) || execution.Plan.Connection?.Allows(uri, execution.ConnectionOrigin) == true);
        return mayCarry ? execution.Transport : execution.Transport.WithoutClientCertificate();
    }

    private static void Check(string name, string value)
    {
        if (HeaderRules.RefusesName(name) is { } badName)
        {
            throw new StepAuthenticationException(badName);
        }

        HeaderRules.CheckedCredential(name, value);
    }

    private void SetChecked(string name, string value)
    {
        _secretHeaders?.Add(name);
        MessageHeaders.Set(_request, name, value);
    }
}
