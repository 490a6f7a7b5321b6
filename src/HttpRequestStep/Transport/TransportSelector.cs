namespace HttpRequestSteps;

/// <summary>Chooses the transport profile of a step: proxy and certificates without templates.</summary>
internal sealed class TransportSelector(CertificateTexts certificates)
{
    public ValueTask<TransportProfile> SelectAsync(StepPlan plan, RenderContext context, CancellationToken cancellationToken) =>
        plan.Proxy is null && plan.Tls is null ? new(plan.Settings.DirectTransport) : CreateAsync(plan, context, cancellationToken);

    private async ValueTask<TransportProfile> CreateAsync(StepPlan plan, RenderContext context, CancellationToken cancellationToken)
    {
        var tls = plan.Tls is null ? null : await TlsAsync(plan.Tls, context, cancellationToken).ConfigureAwait(false);
        return plan.Settings.DirectTransport with { Proxy = Proxy(plan.Proxy, context), Tls = tls };
    }

    private static ProxyAddress? Proxy(StepProxy? proxy, RenderContext context)
    {
        if (proxy is null)
        {
            return null;
        }

        var host = context.Render(proxy.Host);
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new TemplateException("In $.proxy.host: the proxy's host must be a host name or an address, without scheme or port.");
        }

        return new ProxyAddress(proxy.Type, host, proxy.Port, Optional(proxy.Username, context), Optional(proxy.Password, context), ProxyBypass.Of(proxy.Bypass));
    }

    private async ValueTask<TlsMaterial> TlsAsync(TlsPlan tls, RenderContext context, CancellationToken cancellationToken)
    {
        var trusted = new List<string>();
        foreach (var text in tls.Trusted)
        {
            trusted.Add((await certificates.ReadAsync(text, CertificateKind.Trusted, !tls.IsTrustOfStep, context, cancellationToken).ConfigureAwait(false))!);
        }

        return new TlsMaterial(
            await ReadAsync(tls.Client?.Pem, CertificateKind.Pem).ConfigureAwait(false),
            await ReadAsync(tls.Client?.Key, CertificateKind.Key).ConfigureAwait(false),
            await ReadAsync(tls.Client?.Pfx, CertificateKind.Pfx).ConfigureAwait(false),
            Optional(tls.Client?.Password, context),
            trusted,
            tls.SkipsVerification);

        ValueTask<string?> ReadAsync(Text? text, CertificateKind kind) => certificates.ReadAsync(text, kind, !tls.IsClientOfStep, context, cancellationToken);
    }

    private static string? Optional(Text? text, RenderContext context) => text is null ? null : context.Render(text);
}
