using System.Text;

namespace HttpRequestSteps;

/// <summary>Plan and input → a request without templates.</summary>
internal sealed class RequestRenderer(TimeProvider time)
{
    public async ValueTask<RenderedRequest> RenderAsync(StepPlan plan, RenderContext context, CancellationToken cancellationToken)
    {
        var key = IdempotencyKey(plan, context);
        context.Scope.IdempotencyKey = key;
        var uri = RenderUri(plan, context);
        var body = await RenderBodyAsync(plan, context, cancellationToken).ConfigureAwait(false);
        try
        {
            return new RenderedRequest(plan.Method, uri, RenderedHeaders.Render(plan.Headers, context, body), body)
            {
                Id = plan.Signing is null ? string.Empty : key ?? NewId(),
                IdempotencyKey = key,
            };
        }
        catch
        {
            body?.Dispose();
            throw;
        }
    }

    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    private string? IdempotencyKey(StepPlan plan, RenderContext context)
    {
        if (plan.AutoKey)
        {
            return NewId();
        }

        if (plan.IdempotencyKey is not { } text)
        {
            return null;
        }

        var key = context.Render(text);
        return key.Length > 0
            ? HeaderRules.Checked(HeaderRules.IdempotencyKey, key, text.Path)
            : throw new TemplateException($"In {text.Path}: the idempotency key renders to nothing.");
    }

    private static Uri RenderUri(StepPlan plan, RenderContext context)
    {
        var url = plan.Url.Render(context.Scope);
        if (plan.Query.Length > 0)
        {
            url = AppendQuery(plan, context, url);
        }

        return plan.Url.IsSecret ? SecretUri(url, context.Redactor) : StepUri.Create(url, plan.Url.Origin);
    }

    /// <summary>Both forms that are shown: with the query, and without it.</summary>
    private static Uri SecretUri(string url, Redactor redactor)
    {
        var uri = StepUri.TryCreate(url) ?? throw new TemplateException("The secret URL is not a valid URL.");
        redactor.Add(uri.AbsoluteUri);
        redactor.Add(uri.AbsoluteUri.Split('?')[0]);
        return uri;
    }

    private static string AppendQuery(StepPlan plan, RenderContext context, string url)
    {
        var text = new StringBuilder(url);
        var query = new QueryWriter(text, hasQuery: url.Contains('?', StringComparison.Ordinal));
        foreach (var parameter in plan.Query)
        {
            AppendParameter(query, parameter, plan.Step.QueryArrays, context);
        }

        return text.ToString();
    }

    private static void AppendParameter(QueryWriter query, QueryPlan parameter, QueryArrayStyle style, RenderContext context)
    {
        if (!parameter.IsArray && parameter.Values[0].Single is not null)
        {
            AppendValue(query, parameter, style, context);
            return;
        }

        var values = new List<string>(parameter.Values.Length);
        foreach (var text in parameter.Values)
        {
            if (text.Single is null || !TemplateValues.IsNull(text.Value(context.Scope).Object))
            {
                values.Add(RenderParameter(parameter, text, context));
            }
        }

        query.Add(parameter.Name, values, style, parameter.IsArray);
    }

    private static string RenderParameter(QueryPlan parameter, CompiledText text, RenderContext context)
    {
        var value = context.Render(text);
        if (text.IsSecret)
        {
            context.Redactor.AddParameter(parameter.Name, value);
        }

        return value;
    }

    /// <summary>One single expression may be nil, which is left out, or an array.</summary>
    private static void AppendValue(QueryWriter query, QueryPlan parameter, QueryArrayStyle style, RenderContext context)
    {
        var value = parameter.Values[0].Value(context.Scope).Object;
        if (TemplateValues.IsNull(value))
        {
            return;
        }

        if (QueryWriter.Items(value) is { } items)
        {
            foreach (var item in parameter.Values[0].IsSecret ? items : [])
            {
                context.Redactor.AddParameter(parameter.Name, item);
            }

            query.Add(parameter.Name, items, style, isArray: true);
        }
        else
        {
            query.Append(parameter.Name, RenderParameter(parameter, parameter.Values[0], context));
        }
    }

    private static async ValueTask<RenderedBody?> RenderBodyAsync(StepPlan plan, RenderContext context, CancellationToken cancellationToken)
    {
        if (plan.BodySerializer is null)
        {
            return null;
        }

        context.BodyFields = BodyFields.Render(plan, context);
        var body = await plan.BodySerializer.RenderBodyAsync(plan.Body!, context, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return null;
        }

        if (body.Length > context.MaxRequestSize)
        {
            body.Dispose();
            throw new StepFailureException(
                FailureKind.TooLarge, DeliveryCertainty.NotSent, $"The request body of {new ByteSize(body.Length.Value)} is larger than the host's limit of {new ByteSize(context.MaxRequestSize)} (MaxRequestSize).");
        }

        return plan.Body!.Compress is { } compression
            ? await CompressedBody.CreateAsync(body, compression, cancellationToken).ConfigureAwait(false)
            : body;
    }
}
