namespace HttpRequestSteps;

/// <summary>Chooses the transport profile of a step: proxy and certificates without templates.</summary>
internal sealed class TransportSelector(CertificateTexts certificates)
{
    public ValueTask<TransportProfile> SelectAsync(StepPlan plan, RenderContext context, CancellationToken cancellationToken) =>
        plan.Proxy is null && plan.Tls is null ? new(plan.Settings.DirectTransport) : CreateAsync(plan, context, cancellationToken);

    private async ValueTask<TransportProfile> CreateAsync(StepPlan plan, RenderContext context, CancellationToken cancellationToken)
    {
        var tls = plan.Tls is null ? null : await TlsAsync(plan.Tls, plan.Step.Tls is null, context, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<TlsMaterial> TlsAsync(StepTls tls, bool isOfSettings, RenderContext context, CancellationToken cancellationToken)
    {
        var client = tls.ClientCertificate;
        var trusted = new List<string>();
        foreach (var text in tls.TrustedCertificates ?? [])
        {
            trusted.Add((await certificates.ReadAsync(text, CertificateKind.Trusted, isOfSettings, context, cancellationToken).ConfigureAwait(false))!);
        }

        return new TlsMaterial(
            await certificates.ReadAsync(client?.Pem, CertificateKind.Pem, isOfSettings, context, cancellationToken).ConfigureAwait(false),
            await certificates.ReadAsync(client?.Key, CertificateKind.Key, isOfSettings, context, cancellationToken).ConfigureAwait(false),
            await certificates.ReadAsync(client?.Pfx, CertificateKind.Pfx, isOfSettings, context, cancellationToken).ConfigureAwait(false),
            Optional(client?.Password, context),
            trusted,
            tls.SkipVerification);
    }

    private static string? Optional(Text? text, RenderContext context) => text is null ? null : context.Render(text);
}
