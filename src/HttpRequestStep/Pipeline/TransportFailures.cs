using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace HttpRequestSteps;

/// <summary>The one place that says what an exception of the chain means: its kind, how certain the delivery is, and a sentence that helps.</summary>
internal static class TransportFailures
{
    public static StepFailure Explain(Exception exception, StepExecution execution, CancellationToken caller)
    {
        var failure = Classify(exception, execution, caller);
        return execution.UsesTunnel && execution.HasNoConnection && failure.Kind is FailureKind.Unreadable or FailureKind.Timeout or FailureKind.Reset
            ? Failure(FailureKind.Proxy, execution.Delivery, failure.Kind == FailureKind.Timeout ? $"The proxy opened no tunnel to the server in time. {failure.Message}" : "The proxy gave no valid answer to CONNECT.")
            : failure;
    }

    public static StepFailure Cancelled(DeliveryCertainty delivery) => Failure(FailureKind.Cancelled, delivery, "The caller cancelled.");

    /// <summary>What happened before anything could be sent.</summary>
    public static StepFailure BeforeSending(Exception exception, CancellationToken caller) => exception switch
    {
        TemplateException => Failure(FailureKind.Template, DeliveryCertainty.NotSent, exception.Message),
        StepFailureException typed => Failure(typed.Kind, DeliveryCertainty.NotSent, typed.Message) with { Errors = typed.Errors },
        StepAuthenticationException => Failure(FailureKind.Authentication, DeliveryCertainty.NotSent, exception.Message),
        OperationCanceledException when caller.IsCancellationRequested => Cancelled(DeliveryCertainty.NotSent),
        IOException or UnauthorizedAccessException => Failure(FailureKind.Template, DeliveryCertainty.NotSent, $"A file of the request cannot be read: {exception.GetType().Name}."),
        _ => Failure(FailureKind.Template, DeliveryCertainty.NotSent, $"The request could not be made: {exception.GetType().Name}."),
    };

    private static StepFailure Classify(Exception exception, StepExecution execution, CancellationToken caller)
    {
        if (caller.IsCancellationRequested && Find<OperationCanceledException>(exception) is not null)
        {
            return Cancelled(execution.Delivery);
        }

        if (Find<StepFailureException>(exception) is { } typed)
        {
            return Failure(typed.Kind, typed.Delivery == DeliveryCertainty.Unknown ? execution.Delivery : typed.Delivery, typed.Message) with { IsOfToken = typed.IsOfToken, RetryAt = typed.RetryAt };
        }

        return exception switch
        {
            TemplateException => Failure(FailureKind.Template, DeliveryCertainty.NotSent, exception.Message),
            StepAuthenticationException => Failure(FailureKind.Authentication, DeliveryCertainty.NotSent, exception.Message),
            OperationCanceledException when !execution.HasTimedOut && execution.IsConnecting => Failure(
                execution.UsesProxy ? FailureKind.Proxy : FailureKind.Timeout, execution.Delivery, $"The connection was not ready within {SocketTransport.ConnectTimeout.TotalSeconds:0} s: the TLS handshake does not end."),
            OperationCanceledException => TimedOut(execution),
            HttpRequestException http => OfHttp(http, execution),
            IOException io => OfStream(io, execution),
            _ => Failure(FailureKind.Unreadable, execution.Delivery, $"The exchange failed: {exception.GetType().Name}."),
        };
    }

    private static StepFailure TimedOut(StepExecution execution)
    {
        if (execution.Clock?.Stalled is { } stalled)
        {
            return Failure(FailureKind.Timeout, execution.Delivery, stalled);
        }

        var plan = execution.Plan;
        var stage = execution.HeadArrived ? "The body did not arrive" : execution.Delivery == DeliveryCertainty.NotSent ? "No connection was made" : "No answer came";
        if (plan.TotalTimeout is { } totalTimeout && execution.Remaining <= TimeSpan.Zero)
        {
            return Failure(FailureKind.Timeout, execution.Delivery, $"{stage} within the total timeout of {totalTimeout.TotalSeconds:0.###} s.");
        }

        var source = plan.Timeout == plan.Settings.Options.Limits.MaxTimeout ? ", the host's limit MaxTimeout" : string.Empty;
        return Failure(FailureKind.Timeout, execution.Delivery, $"{stage} within the timeout of {plan.Timeout.TotalSeconds:0.###} s{source}.");
    }

    private static StepFailure OfHttp(HttpRequestException exception, StepExecution execution)
    {
        var viaProxy = execution.UsesProxy;
        return exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Failure(viaProxy ? FailureKind.Proxy : FailureKind.Dns, DeliveryCertainty.NotSent, "The host name could not be resolved."),
            HttpRequestError.ProxyTunnelError => Failure(FailureKind.Proxy, DeliveryCertainty.NotSent, $"The proxy refused the connection{Status(exception)}."),
            HttpRequestError.SecureConnectionError => Failure(FailureKind.Tls, DeliveryCertainty.NotSent, TlsReason(exception)),
            HttpRequestError.ConnectionError => Failure(viaProxy ? FailureKind.Proxy : FailureKind.Connect, DeliveryCertainty.NotSent, "No connection could be made."),
            HttpRequestError.ConfigurationLimitExceeded => Failure(FailureKind.TooLarge, DeliveryCertainty.Answered, "The headers of the answer are larger than 64 KiB."),
            HttpRequestError.ResponseEnded when execution.HeadArrived => Failure(FailureKind.Unreadable, DeliveryCertainty.Answered, "The answer ended before its body was complete."),
            HttpRequestError.ResponseEnded => Failure(FailureKind.Reset, execution.Delivery, "The server closed the connection without an answer." + CertificateHint(execution)),
            HttpRequestError.InvalidResponse => Failure(FailureKind.Unreadable, DeliveryCertainty.Unknown, "The answer is not valid HTTP."),
            HttpRequestError.HttpProtocolError => Failure(FailureKind.Reset, execution.Delivery, "The server broke off the HTTP/2 exchange."),
            _ => OfUnknown(exception, execution),
        };
    }

    private static StepFailure OfUnknown(HttpRequestException exception, StepExecution execution)
    {
        if (Find<AuthenticationException>(exception) is not null)
        {
            return Failure(FailureKind.Tls, DeliveryCertainty.NotSent, TlsReason(exception));
        }

        return exception.InnerException is IOException io ? OfStream(io, execution) : Failure(FailureKind.Reset, execution.Delivery, "The connection broke before an answer came.");
    }

    private static StepFailure OfStream(IOException exception, StepExecution execution) => IsCertificateAlert(exception)
        ? Failure(FailureKind.Tls, execution.Delivery, execution.Transport.Tls is { HasClientCertificate: true }
            ? "The server refused the client certificate and broke off the TLS session."
            : "The server wants a client certificate (tls.clientCertificate) and broke off the TLS session.")
        : execution.HeadArrived
        ? Failure(FailureKind.Unreadable, DeliveryCertainty.Answered, "The connection broke before the body was complete.")
        : Failure(FailureKind.Reset, execution.Delivery, Find<SocketException>(exception) is { SocketErrorCode: SocketError.ConnectionReset }
            ? "The server reset the connection before an answer came."
            : "The connection broke before an answer came.");

    /// <summary>Why a request beside the step's own got no answer.</summary>
    public static string Reason(Exception? exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "The host name could not be resolved.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => TlsReason(exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "The proxy refused the connection.",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "The answer is not valid HTTP.",
        HttpRequestException or IOException => "The connection broke before an answer came.",
        _ => $"{exception?.GetType().Name}.",
    };

    /// <summary>Some servers close in silence when they do not like the client's certificate, or that there is none.</summary>
    private static string CertificateHint(StepExecution execution) =>
        execution.LastUri.Scheme == Uri.UriSchemeHttps ? " If it asks for a client certificate, this is how some servers refuse one." : string.Empty;

    /// <summary>With TLS 1.3 a server tells only after the handshake that it wanted another certificate, or one at all.</summary>
    private static bool IsCertificateAlert(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner.Message.Contains("alert", StringComparison.OrdinalIgnoreCase) && (inner.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) || inner.Message.Contains("unknown ca", StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static string TlsReason(Exception exception)
    {
        var reason = Find<AuthenticationException>(exception)?.Message ?? string.Empty;
        if (reason.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal))
        {
            return "The server's certificate is for another host name.";
        }

        if (reason.Contains("NotTimeValid", StringComparison.Ordinal))
        {
            return "The server's certificate has expired or is not valid yet.";
        }

        if (reason.Contains("NotValidForUsage", StringComparison.Ordinal))
        {
            return "The server's certificate is not one for servers (extended key usage serverAuth).";
        }

        if (reason.Contains("RemoteCertificate", StringComparison.Ordinal) || reason.Contains("UntrustedRoot", StringComparison.Ordinal) || reason.Contains("PartialChain", StringComparison.Ordinal))
        {
            return "The server's certificate is not trusted; a private authority goes into tls.trustedCertificates.";
        }

        return "The TLS handshake failed; does the server speak https on this port, and does it ask for a client certificate?";
    }

    private static string Status(HttpRequestException exception) => exception.StatusCode is { } status
        ? $" with {(int)status}"
        : exception.Message.Contains("407", StringComparison.Ordinal) ? " with 407: it wants other credentials" : string.Empty;

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static StepFailure Failure(FailureKind kind, DeliveryCertainty delivery, string message) => new() { Kind = kind, Delivery = delivery, Message = message };
}
