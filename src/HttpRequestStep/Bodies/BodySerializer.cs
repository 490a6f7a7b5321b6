namespace HttpRequestSteps;

/// <summary>Renders one type of body. Derive from <see cref="BodySerializer{TBody}"/>.</summary>
public abstract class BodySerializer
{
    private protected BodySerializer()
    {
    }

    internal abstract void ValidateBody(StepBody body, DefinitionContext context);

    internal abstract ValueTask<RenderedBody?> RenderBodyAsync(StepBody body, RenderContext context, CancellationToken cancellationToken);
}

/// <summary>Renders one type of body. Register with <c>AddBodySerializer</c>; one instance serves all steps at once, so keep no state of a call.</summary>
/// <typeparam name="TBody">The record that definitions write.</typeparam>
public abstract class BodySerializer<TBody> : BodySerializer
    where TBody : StepBody
{
    /// <summary>Checks what the types and templates do not: called once for each definition.</summary>
    protected virtual void Validate(TBody body, DefinitionContext context)
    {
    }

    /// <summary>Renders the body; null for none. What it returns is written once for each attempt.</summary>
    protected abstract ValueTask<RenderedBody?> RenderAsync(TBody body, RenderContext context, CancellationToken cancellationToken);

    internal sealed override void ValidateBody(StepBody body, DefinitionContext context) => Validate((TBody)body, context);

    internal sealed override ValueTask<RenderedBody?> RenderBodyAsync(StepBody body, RenderContext context, CancellationToken cancellationToken) =>
        RenderAsync((TBody)body, context, cancellationToken);
}
