namespace HttpRequestSteps;

/// <summary>Validates a step and compiles it, every error at once. Needs no network.</summary>
/// <remarks>
/// 1. Texts: every template is compiled, wherever it stands.
/// 2. Request: method, URL, headers, query, credentials, signing, body.
/// 3. Answer: response, success.
/// 4. Failure: retry, continue, clocks, redirects, idempotency.
/// </remarks>
internal sealed class StepPlanBuilder(DefinitionJson json, StepExtensions extensions, SettingsSnapshot settings, List<DefinitionError> errors)
{
    private const string Off = "off";
    private const string Auto = "auto";

    private static readonly ByteSize DefaultMaxSize = ByteSize.Megabytes(10);

    private static readonly Dictionary<string, Text> NoFields = [];

    private readonly PartRules _parts = new(extensions, errors);

    public StepPlan? Build(HttpRequestStep step, bool knowsConnections, TimeProvider time, Chance chance)
    {
        CheckName(step);
        var connection = FindConnection(step, knowsConnections);

        // 1. Texts
        var texts = new CompiledTexts(connection?.Texts);
        new TextWalker(json, texts, errors).Walk(step, JsonPath.Root);

        // 2. Request
        var method = CheckMethod(step.Method);
        var url = PlanUrl(step, texts, connection);
        _parts.CheckHeaders(step.Headers, texts, "$.headers", settings.Options.Egress.AllowHostHeader);
        _parts.CheckQuery(step.Query?.Keys, "$.query");
        var authentication = step.Authentication ?? connection?.Definition.Authentication;
        var authenticationHandler = step.Authentication is not null
            ? _parts.CheckAuthentication(step.Authentication, texts, "$.authentication")
            : authentication is null ? null : extensions.Authentications.GetValueOrDefault(authentication.GetType());
        _parts.CheckSigning(step.Signing, "$.signing");
        var signing = step.Signing ?? connection?.Definition.Signing;
        var serializer = CheckBody(step.Body, texts);
        var bodyFields = authenticationHandler?.BodyFields(authentication!);
        CheckBodyFields(bodyFields, step, serializer, texts);
        PartRules.CheckProxy(step.Proxy, "$.proxy", errors);
        PartRules.CheckTls(step.Tls, "$.tls", settings.Options.Egress, errors);
        CheckTransport(step, connection);

        // 3. Answer
        var response = PlanResponse(step.Response ?? new StepResponse());

        // 4. Failure
        var retry = PlanRetry(step, time, chance);
        var continuing = PlanContinue(step.OnFailure);
        PartRules.CheckPositive(step.Timeout, "$.timeout", errors);
        PartRules.CheckPositive(step.TotalTimeout, "$.totalTimeout", errors);
        CheckRedirects(step.FollowRedirects);
        var (autoKey, key) = PlanIdempotencyKey(step, texts);
        if (errors.Count > 0)
        {
            return null;
        }

        var head = new HeadBuilder(step, connection?.Definition, settings.Options.Defaults, texts);
        return new StepPlan
        {
            Step = step,
            Settings = settings,
            Connection = connection,
            Texts = texts,
            Method = method!,
            Url = url!,
            Frame = Frame(step, connection, time),
            Headers = head.Headers(autoKey || key is not null),
            Query = head.Query(),
            Authentication = authentication is NoAuthentication ? null : authentication,
            AuthenticationHandler = authentication is NoAuthentication ? null : authenticationHandler,
            IsConnectionAuthentication = step.Authentication is null,
            Signing = SignatureSchemes.Of(signing, texts),
            Body = step.Body,
            BodySerializer = serializer,
            BodyFields = [.. (bodyFields ?? NoFields).Select(field => KeyValuePair.Create(field.Key, texts.Find(field.Value)))],
            Proxy = step.Proxy ?? connection?.Definition.Proxy,
            Tls = TlsPlan.Of(step.Tls, connection?.Definition.Tls),
            Response = response,
            Success = step.Success ?? StatusSet.Successful,
            Retry = retry!,
            Continue = continuing!,
            Redirects = Redirects(step.FollowRedirects),
            AreRedirectsLimited = step.FollowRedirects?.Max > settings.Options.Limits.MaxRedirects,
            Timeout = Timeout(step, connection),
            TotalTimeout = step.TotalTimeout,
            IdempotencyKey = key,
            AutoKey = autoKey,
            Secrets = [.. texts.AllSecrets],
        };
    }

    private void CheckName(HttpRequestStep step)
    {
        if (step.Name is { } name && (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
        {
            Report("$.name", "A name holds letters, digits, \"-\", \"_\" and \".\" only.");
        }
    }

    private ConnectionPlan? FindConnection(HttpRequestStep step, bool knowsConnections)
    {
        if (step.Connection is not { } name)
        {
            return null;
        }

        if (settings.Connections.TryGetValue(name, out var connection))
        {
            return connection;
        }

        if (knowsConnections)
        {
            var known = settings.Connections.Count == 0 ? "The settings have no connections." : $"Known: {NameList.Of(settings.Connections.Keys)}.";
            Report("$.connection", $"Unknown connection \"{name}\"{NearestName.Hint(name, settings.Connections.Keys)}. {known}");
        }

        return null;
    }

    private HttpMethod? CheckMethod(string method)
    {
        if (!HeaderRules.IsToken(method))
        {
            Report("$.method", $"\"{method}\" is not a valid method.");
            return null;
        }

        if (method.ToUpperInvariant() is "CONNECT" or "TRACE")
        {
            Report("$.method", $"The method {method} is refused: it speaks to proxies, not to an API.");
            return null;
        }

        return HttpMethod.Parse(method);
    }

    private UrlTemplate? PlanUrl(HttpRequestStep step, CompiledTexts texts, ConnectionPlan? connection)
    {
        if (texts.TryFind(step.Url) is not { } url)
        {
            return null;
        }

        // Without the connection its base URL is not known either: the URL may be relative.
        if (connection is null && step.Connection is not null)
        {
            if (url.Single is null && UrlRules.Refuses(url, canBeRelative: true) is { } reason)
            {
                Report(url.Path, reason);
            }

            return null;
        }

        return UrlTemplate.Plan(url, connection?.BaseUrl, errors);
    }

    private BodySerializer? CheckBody(StepBody? body, CompiledTexts texts)
    {
        if (body is null)
        {
            return null;
        }

        if (extensions.Bodies.GetValueOrDefault(body.GetType()) is not { } serializer)
        {
            Report("$.body", $"No body serializer is registered for {body.GetType().Name}; add it with AddBodySerializer.");
            return null;
        }

        serializer.ValidateBody(body, new DefinitionContext("$.body", errors, texts));
        return serializer;
    }

    /// <summary>Credentials that go into the body need one that takes them; else the request would be sent without.</summary>
    private void CheckBodyFields(IReadOnlyDictionary<string, Text>? fields, HttpRequestStep step, BodySerializer? serializer, CompiledTexts texts)
    {
        if (fields is null || (step.Body is not null && serializer is null))
        {
            return;
        }

        var reason = serializer is ITakesBodyFields taker
            ? taker.RefusesFields(step.Body!, texts)
            : "The credentials go into the body: it must be of type urlEncoded, formData or json.";
        if (reason is not null)
        {
            Report(step.Authentication is null ? "$.body" : "$.authentication.body", reason);
        }
    }

    /// <summary>A step that says who stands between it and the server could read what the connection sends there.</summary>
    private void CheckTransport(HttpRequestStep step, ConnectionPlan? connection)
    {
        if (connection is not { HasCredentials: true })
        {
            return;
        }

        Refuse(step.Proxy is not null, "$.proxy");
        Refuse(step.Tls?.TrustedCertificates?.Count > 0, "$.tls.trustedCertificates");
        Refuse(step.Tls?.SkipVerification == true, "$.tls.skipVerification");

        void Refuse(bool isSet, string path)
        {
            if (isSet)
            {
                Report(path, $"The connection \"{connection.Name}\" carries credentials, which a step must not lead past others: set this on the connection, or leave it out.");
            }
        }
    }

    private ResponsePlan PlanResponse(StepResponse response)
    {
        var schema = response.Schema is { } json
            ? JsonSchema.Compile(json, (path, message) => Report("$.response.schema" + path[1..], message))
            : null;
        if (response.Schema is not null && response.Type is ResponseType.File or ResponseType.None or ResponseType.Binary)
        {
            Report("$.response.schema", "A schema needs a parsed body: use it with the response types auto, json or text.");
        }

        var ceiling = settings.Options.Limits.MaxResponseSize;
        var asked = response.MaxSize ?? (response.Type == ResponseType.File ? ceiling : DefaultMaxSize);
        return asked.Bytes <= ceiling.Bytes
            ? new ResponsePlan(response.Type, schema, response.OnSchemaMismatch, asked.Bytes, response.MaxSize is null ? "the default of response.maxSize" : "the step's response.maxSize")
            : new ResponsePlan(response.Type, schema, response.OnSchemaMismatch, ceiling.Bytes, "the host's limit MaxResponseSize");
    }

    private RetryPlan? PlanRetry(HttpRequestStep step, TimeProvider time, Chance chance)
    {
        CheckRetry(step.Retry);
        var asked = step.OnFailure?.Preset switch
        {
            FailurePreset.RetryOnAllErrors => RetryStrategies.AllErrors,
            FailurePreset.RetryOnServerErrors => RetryStrategies.ServerErrors,
            FailurePreset.DoNotRetry => RetryStrategies.Never,
            _ => step.OnFailure?.Retry,
        };
        if (step.Retry is not null && asked == RetryStrategies.Never)
        {
            Report("$.retry", "\"onFailure\" says that nothing is retried, and \"retry\" says how: leave out one of them.");
        }

        var name = asked ?? (step.Retry is null ? RetryStrategies.Never : RetryStrategies.Transient);
        if (extensions.RetryStrategies.Find(name) is { } strategy)
        {
            return new RetryPlan(strategy, step.Retry, name != RetryStrategies.Never, time, chance);
        }

        Report("$.onFailure.retry", extensions.RetryStrategies.Unknown(name));
        return null;
    }

    private void CheckRetry(StepRetry? retry)
    {
        if (retry is null)
        {
            return;
        }

        if (retry.MaxAttempts is < 1 or > 100)
        {
            Report("$.retry.maxAttempts", "The attempts in all, the first one included: 1 to 100.");
        }

        PartRules.CheckWait(retry.BaseDelay, "$.retry.baseDelay", errors);
        PartRules.CheckWait(retry.MaxDelay, "$.retry.maxDelay", errors);
        PartRules.CheckWait(retry.MaxRetryAfter, "$.retry.maxRetryAfter", errors);
        for (var i = 0; i < (retry.Intervals?.Count ?? 0); i++)
        {
            PartRules.CheckWait(retry.Intervals![i], JsonPath.Item("$.retry.intervals", i), errors);
        }

        if (retry is { Intervals: { Count: > 0 } intervals, MaxAttempts: { } max } && max != intervals.Count + 1)
        {
            Report("$.retry.maxAttempts", $"{intervals.Count} intervals make {intervals.Count + 1} attempts: leave out \"maxAttempts\" or one of them contradicts the other.");
        }
    }

    private IContinueStrategy? PlanContinue(StepOnFailure? onFailure)
    {
        var name = onFailure?.Preset switch
        {
            FailurePreset.ContinueOnAllErrors => ContinueStrategies.AllErrors,
            FailurePreset.ContinueOnClientErrors => ContinueStrategies.ClientErrors,
            _ => onFailure?.Continue ?? ContinueStrategies.Never,
        };
        if (extensions.ContinueStrategies.Find(name) is { } strategy)
        {
            return strategy;
        }

        Report("$.onFailure.continue", extensions.ContinueStrategies.Unknown(name));
        return null;
    }

    private void CheckRedirects(StepRedirects? redirects)
    {
        if (redirects is { Max: < 0 })
        {
            Report("$.followRedirects.max", "The number of redirects must not be negative.");
        }
    }

    private StepRedirects Redirects(StepRedirects? redirects)
    {
        var ceiling = settings.Options.Limits.MaxRedirects;
        return redirects is null ? StepRedirects.Off : redirects.Max <= ceiling ? redirects : redirects with { Max = ceiling };
    }

    /// <summary>What is to be sent within a time is to be rendered within it too.</summary>
    private static TimeLimit Longest(TimeSpan? total, TimeSpan timeout) =>
        total < timeout ? new TimeLimit(total.Value, "totalTimeout") : new TimeLimit(timeout, "timeout");

    private TimeSpan Timeout(HttpRequestStep step, ConnectionPlan? connection)
    {
        var asked = step.Timeout ?? connection?.Definition.Timeout ?? settings.Options.Defaults.Timeout;
        var ceiling = settings.Options.Limits.MaxTimeout;
        return asked <= ceiling ? asked : ceiling;
    }

    private (bool Auto, CompiledText? Key) PlanIdempotencyKey(HttpRequestStep step, CompiledTexts texts)
    {
        if (step.IdempotencyKey is not { } key || key.Value == Off)
        {
            return (false, null);
        }

        if (step.Headers?.Keys.Contains(HeaderRules.IdempotencyKey, StringComparer.OrdinalIgnoreCase) == true)
        {
            Report("$.idempotencyKey", "The header Idempotency-Key is also set under \"headers\": leave out one of them.");
        }

        return key.Value == Auto ? (true, null) : (false, texts.TryFind(key));
    }

    private TemplateFrame Frame(HttpRequestStep step, ConnectionPlan? connection, TimeProvider time) => new()
    {
        StepName = step.Name,
        ConnectionName = step.Connection,
        MaxRenderedSize = settings.Options.Limits.MaxRenderedSize.Bytes,
        MaxIntermediateSize = settings.Options.Limits.MaxIntermediateSize.Bytes,
        MaxSteps = settings.Options.Limits.MaxTemplateSteps,
        Longest = Longest(step.TotalTimeout, Timeout(step, connection)),
        UndefinedIsEmpty = step.UndefinedVariables == UndefinedVariables.Empty,
        Time = time,
    };

    private void Report(string path, string message) => errors.Add(new DefinitionError(path, message));
}
