namespace HttpRequestSteps;

/// <summary>The rules that steps and connections share.</summary>
internal sealed class PartRules(StepExtensions extensions, ICollection<DefinitionError> errors)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    public void CheckHeaders(IReadOnlyDictionary<string, TextList>? headers, CompiledTexts texts, string path, bool allowsHost)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in headers ?? new Dictionary<string, TextList>())
        {
            var headerPath = JsonPath.Member(path, name);
            if (HeaderRules.RefusesName(name, allowsHost) is { } reason)
            {
                Report(headerPath, reason);
            }
            else if (!seen.Add(name))
            {
                Report(headerPath, $"The header \"{name}\" is given twice; header names ignore case. Write its values as an array.");
            }

            foreach (var text in values)
            {
                if (texts.TryFind(text)?.Constant is { } constant && HeaderRules.RefusesValue(constant) is { } badValue)
                {
                    Report(headerPath, $"The value of \"{name}\" {badValue}.");
                }
            }
        }
    }

    public void CheckQuery(IEnumerable<string>? names, string path)
    {
        foreach (var name in names ?? [])
        {
            if (name.Length == 0)
            {
                Report(path, "A query parameter needs a name.");
            }
        }
    }

    public AuthenticationHandler? CheckAuthentication(StepAuthentication? authentication, CompiledTexts texts, string path, bool isOfConnection = false)
    {
        if (authentication is null)
        {
            return null;
        }

        if (extensions.Authentications.GetValueOrDefault(authentication.GetType()) is not { } handler)
        {
            Report(path, $"No authentication handler is registered for {authentication.GetType().Name}; add it with AddAuthentication.");
            return null;
        }

        handler.ValidateAuthentication(authentication, new DefinitionContext(path, errors, texts, isOfConnection));
        return handler;
    }

    public void CheckSigning(StepSigning? signing, string path)
    {
        if (signing is not null)
        {
            SigningRules.Check(signing, new DefinitionContext(path, errors));
        }
    }

    public static void CheckProxy(StepProxy? proxy, string path, ICollection<DefinitionError> errors)
    {
        if (proxy is { Port: < 1 or > 65535 })
        {
            errors.Add(new DefinitionError($"{path}.port", "A port is a number from 1 to 65535."));
        }

        for (var i = 0; i < (proxy?.Bypass?.Count ?? 0); i++)
        {
            if (HostPattern.TryParse(proxy!.Bypass![i]) is null)
            {
                errors.Add(new DefinitionError(JsonPath.Item($"{path}.bypass", i), $"\"{proxy.Bypass[i]}\" is not a host: write name or *.name, with an optional :port."));
            }
        }

        if (proxy is { Username: null, Password: not null })
        {
            errors.Add(new DefinitionError($"{path}.username", "A proxy password needs a user name."));
        }
    }

    public static void CheckTls(StepTls? tls, string path, EgressOptions egress, ICollection<DefinitionError> errors)
    {
        if (tls is { SkipVerification: true } && !egress.AllowUnverifiedTls)
        {
            errors.Add(new DefinitionError($"{path}.skipVerification", "Only the host application can allow servers whose certificate is not verified (Egress:AllowUnverifiedTls); name the server's authority in \"trustedCertificates\" instead."));
        }

        if (tls?.ClientCertificate is { } certificate && (certificate.Pem is null) == (certificate.Pfx is null))
        {
            errors.Add(new DefinitionError($"{path}.clientCertificate", "A client certificate is either \"pem\" (with \"key\") or \"pfx\"."));
        }
    }

    /// <summary>A wait longer than a timer can count would fail only when it is due.</summary>
    public static void CheckWait(TimeSpan? wait, string path, ICollection<DefinitionError> errors)
    {
        if (wait is { } time && (time < TimeSpan.Zero || time > LongestWait))
        {
            errors.Add(new DefinitionError(path, $"A wait must not be negative, nor longer than {LongestWait.TotalHours:0} hours."));
        }
    }

    public static void CheckPositive(TimeSpan? duration, string path, ICollection<DefinitionError> errors)
    {
        if (duration <= TimeSpan.Zero)
        {
            errors.Add(new DefinitionError(path, "A duration must be greater than zero."));
        }
    }

    private void Report(string path, string message) => errors.Add(new DefinitionError(path, message));
}
