using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests;

public sealed class OAuth2ContractTests : AuthenticationContract
{
    protected override string Definition => """{ "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "http://server/token", "clientId": "c", "clientSecret": "{{ v }}" }""";

    /// <summary>The token request.</summary>
    protected override int Unasked => 1;

    protected override RequestDelegate Guard(RequestDelegate answer) =>
        context => context.Request.Path == "/token" ? TestServer.Json($$"""{ "access_token": "{{Credential}}" }""")(context) : answer(context);
}
