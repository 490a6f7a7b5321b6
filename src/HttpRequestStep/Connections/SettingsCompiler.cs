using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>Validates and compiles settings, every error at once.</summary>
internal sealed class SettingsCompiler(DefinitionJson json, StepExtensions extensions, RetryAllowances allowances, Circuits circuits, CertificateTexts certificates)
{
    /// <param name="options">The settings.</param>
    /// <param name="former">Those before: a connection keeps its limiter, its circuit and its retry allowance as long as their settings stay.</param>
    public SettingsSnapshot Compile(HttpRequestStepsOptions options, SettingsSnapshot? former) => Compile(options, former, [], isCheck: false);

    private SettingsSnapshot Compile(HttpRequestStepsOptions options, SettingsSnapshot? former, List<DefinitionError> errors, bool isCheck)
    {
        var egress = CompileEgress(options.Egress, errors);
        CheckLimits(options, errors);
        var connections = new Dictionary<string, ConnectionPlan>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, definition) in options.Connections)
        {
            connections[name] = CompileConnection(name, definition, options, former?.Connections.GetValueOrDefault(name), errors, isCheck);
        }

        return new SettingsSnapshot
        {
            Options = options,
            Egress = egress!,
            Connections = connections,
            DirectTransport = new TransportProfile(null, null, egress!, options.Defaults.UseEnvironmentProxy),
        };
    }

    /// <summary>The errors of settings.</summary>
    public IReadOnlyList<DefinitionError> Validate(HttpRequestStepsOptions options)
    {
        var errors = new List<DefinitionError>();
        Compile(options, null, errors, isCheck: true);
        return errors;
    }

    private static EgressPolicy? CompileEgress(EgressOptions options, List<DefinitionError> errors)
    {
        var rules = new EgressRules(
            options.AllowPrivateNetworks, [.. options.AllowedNetworks], [.. options.AllowedHosts], [.. options.BlockedHosts], [.. options.AllowedPorts], options.AllowHttp);
        return EgressPolicy.Create(rules, (path, message) => errors.Add(new DefinitionError($"$.egress.{char.ToLowerInvariant(path[0])}{path[1..]}", message)));
    }

    private static void CheckLimits(HttpRequestStepsOptions options, List<DefinitionError> errors)
    {
        Positive(options.Limits.MaxTimeout > TimeSpan.Zero, "$.limits.maxTimeout");
        PartRules.CheckWait(options.Limits.MaxTimeout, "$.limits.maxTimeout", errors);
        Positive(options.Limits.MaxIdleTime > TimeSpan.Zero, "$.limits.maxIdleTime");
        PartRules.CheckWait(options.Limits.MaxIdleTime, "$.limits.maxIdleTime", errors);
        Positive(options.Limits.MaxTemplateSteps > 0, "$.limits.maxTemplateSteps");
        Positive(options.Defaults.Timeout > TimeSpan.Zero, "$.defaults.timeout");
        FailureRules.Check(options.Defaults.RetryBudget, "$.defaults.retryBudget", errors);
        if (options.Limits.MinResponseRate.Bytes < 0)
        {
            errors.Add(new DefinitionError("$.limits.minResponseRate", "It must not be negative; 0 means no lowest rate."));
        }

        if (options.Limits.MaxDecodingRatio < 0)
        {
            errors.Add(new DefinitionError("$.limits.maxDecodingRatio", "It must not be negative; 0 means any ratio."));
        }

        if (HeaderRules.RefusesValue(options.Defaults.UserAgent) is { } reason)
        {
            errors.Add(new DefinitionError("$.defaults.userAgent", $"The User-Agent {reason}."));
        }

        void Positive(bool holds, string path)
        {
            if (!holds)
            {
                errors.Add(new DefinitionError(path, "It must be greater than zero."));
            }
        }
    }

    private ConnectionPlan CompileConnection(string name, StepConnection definition, HttpRequestStepsOptions options, ConnectionPlan? former, List<DefinitionError> errors, bool isCheck)
    {
        var path = JsonPath.Member("$.connections", name);
        var texts = new CompiledTexts();
        new TextWalker(json, texts, errors).Walk(definition, path);
        var parts = new PartRules(extensions, errors);
        CheckBaseUrl(texts.TryFind(definition.BaseUrl), definition, path, errors);
        parts.CheckHeaders(definition.Headers, texts, $"{path}.headers", options.Egress.AllowHostHeader);
        parts.CheckQuery(definition.Query?.Keys, $"{path}.query");
        parts.CheckAuthentication(definition.Authentication, texts, $"{path}.authentication", isOfConnection: true);
        parts.CheckSigning(definition.Signing, $"{path}.signing");
        PartRules.CheckProxy(definition.Proxy, $"{path}.proxy", errors);
        PartRules.CheckTls(definition.Tls, $"{path}.tls", options.Egress, errors);
        CheckCertificates(definition.Tls, texts, $"{path}.tls", errors);
        PartRules.CheckPositive(definition.Timeout, $"{path}.timeout", errors);
        FailureRules.Check(definition.RetryBudget, $"{path}.retryBudget", errors);
        var limiter = FindLimiter(definition, path, errors);
        return new ConnectionPlan
        {
            Name = name,
            Definition = definition,
            Texts = texts,
            AllowedHosts = AllowedHosts(definition, path, errors),
            Limiter = limiter is null || isCheck ? null : LimiterOf(name, definition, path, limiter, former),
            RetryAllowance = allowances.Of(definition.RetryBudget ?? options.Defaults.RetryBudget, former?.RetryAllowance),
            Circuit = definition.CircuitBreaker is { } breaker && FailureRules.Check(breaker, $"{path}.circuitBreaker", errors) ? circuits.Of(name, breaker, former?.Circuit) : null,
        };
    }

    /// <summary>What is written in the settings, or lies in a file they name, is read once now: a typing error should not wait for the first request.</summary>
    private void CheckCertificates(StepTls? tls, CompiledTexts texts, string path, List<DefinitionError> errors)
    {
        if (tls is null)
        {
            return;
        }

        var client = tls.ClientCertificate;
        try
        {
            var material = new TlsMaterial(
                Read(client?.Pem, CertificateKind.Pem), Read(client?.Key, CertificateKind.Key), Read(client?.Pfx, CertificateKind.Pfx), Read(client?.Password, null),
                [.. (tls.TrustedCertificates ?? []).Select(text => Read(text, CertificateKind.Trusted)).OfType<string>()]);
            CertificateLoader.Trusted(material);
            if (IsKnown(client?.Pem) && IsKnown(client?.Key) && IsKnown(client?.Pfx) && IsKnown(client?.Password))
            {
                CertificateLoader.Client(material);
            }
        }
        catch (StepFailureException exception)
        {
            errors.Add(new DefinitionError(path, exception.Message));
        }

        bool IsKnown(Text? text) => text is null || texts.TryFind(text)?.IsConstant == true;

        string? Read(Text? text, CertificateKind? kind) => text is null || texts.TryFind(text)?.Constant is not { } constant ? null
            : kind is { } certificate && CertificateTexts.IsPath(constant, certificate) ? certificates.ReadFile(constant, certificate)
            : constant;
    }

    private static void CheckBaseUrl(CompiledText? baseUrl, StepConnection definition, string path, List<DefinitionError> errors)
    {
        if (baseUrl is { Single: null } && UrlRules.Refuses(baseUrl, canBeRelative: false) is { } reason)
        {
            errors.Add(new DefinitionError($"{path}.baseUrl", reason));
        }
        else if (baseUrl is not null && definition.AllowedHosts is not { Count: > 0 } && ConnectionPlan.CarriesCredentials(definition) && UrlRules.LeavesHostOpen(baseUrl))
        {
            errors.Add(new DefinitionError($"{path}.allowedHosts", "The host of this BaseUrl comes from a variable: AllowedHosts must say where what the connection carries may go."));
        }

        if (definition.BaseUrl is null && definition.AllowedHosts is null && definition.Authentication is not null)
        {
            errors.Add(new DefinitionError($"{path}.allowedHosts", "A connection with credentials needs a BaseUrl or AllowedHosts: they say where the credentials may go."));
        }
    }

    private static List<HostPattern> AllowedHosts(StepConnection definition, string path, List<DefinitionError> errors)
    {
        var hosts = new List<HostPattern>();
        for (var i = 0; i < (definition.AllowedHosts?.Count ?? 0); i++)
        {
            if (HostPattern.TryParse(definition.AllowedHosts![i]) is { } host)
            {
                hosts.Add(host);
            }
            else
            {
                errors.Add(new DefinitionError(JsonPath.Item($"{path}.allowedHosts", i), $"\"{definition.AllowedHosts[i]}\" is not a host: write name or *.name, with an optional :port."));
            }
        }

        return hosts;
    }

    /// <summary>That of a connection: the one it had, if its limits did not change. One that is replaced is left to the requests that still wait on it.</summary>
    private static RateLimiter LimiterOf(string name, StepConnection definition, string path, IRateLimiterFactory factory, ConnectionPlan? former)
    {
        if (former is { Limiter: { } own } && former.Definition.RateLimiter == definition.RateLimiter && former.Definition.RateLimit!.SequenceEqual(definition.RateLimit!))
        {
            return own;
        }

        try
        {
            return factory.Create(name, definition.RateLimit!);
        }
        catch (Exception exception)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(HttpRequestStepsOptions), [$"{path}.rateLimiter: The rate limiter \"{definition.RateLimiter}\" cannot be made: {exception.Message}"]);
        }
    }

    private IRateLimiterFactory? FindLimiter(StepConnection definition, string path, List<DefinitionError> errors)
    {
        if (definition.RateLimit is not { Count: > 0 } limits)
        {
            return null;
        }

        var before = errors.Count;
        foreach (var limit in limits)
        {
            if (limit.Requests is null && limit.Concurrency is null)
            {
                errors.Add(new DefinitionError($"{path}.rateLimit", "A rate limit needs \"requests\" or \"concurrency\"."));
            }
            else if (limit.Requests <= 0 || limit.Concurrency <= 0)
            {
                errors.Add(new DefinitionError($"{path}.rateLimit", "\"requests\" and \"concurrency\" must be greater than zero."));
            }
        }

        if (extensions.RateLimiters.Find(definition.RateLimiter) is not { } factory)
        {
            errors.Add(new DefinitionError($"{path}.rateLimiter", extensions.RateLimiters.Unknown(definition.RateLimiter)));
            return null;
        }

        return errors.Count > before ? null : factory;
    }
}
