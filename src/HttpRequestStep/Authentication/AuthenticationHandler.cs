namespace HttpRequestSteps;

/// <summary>Applies one kind of credentials. Derive from <see cref="AuthenticationHandler{TAuthentication}"/>.</summary>
public abstract class AuthenticationHandler
{
    private protected AuthenticationHandler()
    {
    }

    internal abstract void ValidateAuthentication(StepAuthentication authentication, DefinitionContext context);

    internal abstract ValueTask ApplyAuthenticationAsync(StepAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken);

    internal abstract bool AnswersRefusalsNow { get; }

    internal abstract ValueTask<bool> AnswerRefusalAsync(StepAuthentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>Looks at the answer that stands, to remember for the next request what it says. Called where <see cref="AnswersRefusalsNow"/> is true.</summary>
    internal virtual void NoteAnswer(AuthenticationContext context, HttpResponseMessage response)
    {
    }

    /// <summary>The credentials that go into the body while it is rendered; null for none.</summary>
    internal virtual IReadOnlyDictionary<string, Text>? BodyFields(StepAuthentication authentication) => null;
}

/// <summary>Applies one kind of credentials. Register with <c>AddAuthentication</c>; one instance serves all steps at once, so keep no state of a call.</summary>
/// <remarks>It is asked for every wire request, after the wait for a permit: retries and redirect hops to an allowed origin pass here again, other origins never.</remarks>
/// <typeparam name="TAuthentication">The record that definitions write.</typeparam>
public abstract class AuthenticationHandler<TAuthentication> : AuthenticationHandler
    where TAuthentication : StepAuthentication
{
    /// <summary>Checks what the types and templates do not: called once for each definition.</summary>
    protected virtual void Validate(TAuthentication authentication, DefinitionContext context)
    {
    }

    /// <summary>Puts the credentials onto the request. Whatever is thrown fails the step with <see cref="FailureKind.Authentication"/>: no credentials, no call.</summary>
    protected abstract ValueTask ApplyAsync(TAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken);

    /// <summary>Whether this scheme has an answer to a refusal: a challenge it can meet, or a token it can fetch anew. <see cref="RefusedAsync"/> is then asked about every answer.</summary>
    /// <value>Default: false.</value>
    protected virtual bool AnswersRefusals => false;

    /// <summary>Looks at an answer that may refuse the credentials. True sends the request once more, with <see cref="ApplyAsync"/> called again; the second answer stands.</summary>
    protected virtual ValueTask<bool> RefusedAsync(TAuthentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken) => new(false);

    internal sealed override bool AnswersRefusalsNow => AnswersRefusals;

    internal sealed override ValueTask<bool> AnswerRefusalAsync(StepAuthentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken) =>
        RefusedAsync((TAuthentication)authentication, context, response, cancellationToken);

    internal sealed override void ValidateAuthentication(StepAuthentication authentication, DefinitionContext context) =>
        Validate((TAuthentication)authentication, context);

    internal sealed override ValueTask ApplyAuthenticationAsync(StepAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken) =>
        ApplyAsync((TAuthentication)authentication, context, cancellationToken);
}
