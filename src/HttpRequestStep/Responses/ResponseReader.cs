using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace HttpRequestSteps;

/// <summary>Reads an answer: judges its status, decodes, counts, parses and checks its body. What arrived is never lost, whatever fails after it.</summary>
internal sealed class ResponseReader(IFileStore files, TimeProvider time)
{
    private const int MaxDepth = 256;

    // What is kept of a body that is too large is there to be looked at: as text it takes the double, and an attacker chooses its size.
    private const int MostOfTooLarge = 1024 * 1024;

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = MaxDepth };

    public async ValueTask ReadAsync(HttpResponseMessage response, Answer answer, StepExecution execution, CancellationToken cancellationToken)
    {
        var plan = execution.Plan;
        if (IsOfProxy(answer, execution))
        {
            answer.Failure = OfProxy;
            return;
        }

        var isSuccess = plan.Success.Contains(answer.StatusCode);
        answer.Failure = isSuccess ? null : OfStatus(response, plan);
        if (FramingRules.Problem(response) is { } problem)
        {
            answer.Failure ??= Unreadable(problem);
            return;
        }

        try
        {
            if (HasBody(answer, execution.Request.Method) && plan.Response.Type != ResponseType.None)
            {
                await ReadBodyAsync(response.Content, answer, execution, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is StepFailureException or IOException or InvalidDataException or HttpRequestException)
        {
            // A status that is already an error says more than a body that cannot be read.
            answer.Failure ??= OfBody(exception);
        }

        if (answer.Failure is null)
        {
            Check(answer, plan.Response);
        }
    }

    private static StepFailure OfBody(Exception exception) => exception switch
    {
        StepFailureException typed => new StepFailure { Kind = typed.Kind, Delivery = DeliveryCertainty.Answered, Message = typed.Message },
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } or HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => TrailersTooLarge,
        InvalidDataException => Unreadable("The body of the answer is not what its Content-Encoding says."),
        _ => Unreadable("The answer ended before its body was complete."),
    };

    /// <summary>Only a proxy asks for proxy credentials; for an http target its answer looks like the server's.</summary>
    private static bool IsOfProxy(Answer head, StepExecution execution) =>
        head.StatusCode == (int)HttpStatusCode.ProxyAuthenticationRequired && execution.UsesProxy && execution.LastUri.Scheme == Uri.UriSchemeHttp;

    private static bool HasBody(Answer answer, HttpMethod method) =>
        method != HttpMethod.Head && answer.StatusCode is not (204 or 304) && answer.Header("content-length") != "0";

    private async ValueTask ReadBodyAsync(HttpContent content, Answer answer, StepExecution execution, CancellationToken cancellationToken)
    {
        var plan = execution.Plan.Response;
        var limit = new BodyLimit(plan.MaxSize, plan.MaxSizeSource);
        var mediaType = MediaType.Parse(answer.Header("content-type"));
        if (plan.Type == ResponseType.File && answer.Failure is null)
        {
            using var pace = PaceOf(execution);
            answer.Body = await SaveAsync(content, answer, limit, mediaType, pace, execution, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (IsBinary(plan.Type, mediaType, answer.Failure is not null))
        {
            using var pace = PaceOf(execution);
            using var stream = await OpenAsync(content, answer, pace, execution, cancellationToken).ConfigureAwait(false);
            var bytes = await BodyBuffer.ReadOwnedAsync(stream, limit, cancellationToken).ConfigureAwait(false);
            answer.Body = bytes.IsEmpty ? StepResultBody.None : StepResultBody.FromBytes(bytes);
            return;
        }

        using var buffer = new BodyBuffer(limit);
        try
        {
            await CopyAsync(content, answer, buffer, execution, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (buffer.Length > 0)
        {
            var kept = exception is StepFailureException { Kind: FailureKind.TooLarge } ? (int)Math.Min(buffer.Length, MostOfTooLarge) : (int)buffer.Length;
            answer.Body = StepResultBody.FromText(ToText(buffer.Span[..kept], mediaType));
            throw;
        }

        if (buffer.Length > 0)
        {
            Parse(answer, buffer.Span, plan.Type, mediaType);
        }
    }

    private async ValueTask CopyAsync(HttpContent content, Answer answer, BodyBuffer buffer, StepExecution execution, CancellationToken cancellationToken)
    {
        if (answer.Header("content-encoding") is null)
        {
            // A body that is there already, as most are, needs no watch.
            var copying = content.CopyToAsync(buffer, cancellationToken);
            if (!copying.IsCompleted)
            {
                using var pace = PaceOf(execution);
                buffer.Pace = pace;
                pace.Wait(0);
                await copying.ConfigureAwait(false);
            }

            await copying.ConfigureAwait(false);
        }
        else
        {
            using var pace = PaceOf(execution);

            // A decoder holds up to 16 MB; they go before the text of a body that is too large is made.
            using var stream = await OpenAsync(content, answer, pace, execution, cancellationToken).ConfigureAwait(false);
            await stream.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    private BodyPace PaceOf(StepExecution execution) => new(execution.Clock!, execution.Plan.Settings.Options.Limits, time);

    private static async ValueTask<Stream> OpenAsync(HttpContent content, Answer answer, BodyPace pace, StepExecution execution, CancellationToken cancellationToken)
    {
        var sent = new PacedStream(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), pace);
        return ContentDecoding.Decode(sent, answer.Header("content-encoding"), execution.Plan.Settings.Options.Limits.MaxDecodingRatio);
    }

    /// <summary>An error is read for the person who reads it: as text or JSON where it can be.</summary>
    private static bool IsBinary(ResponseType type, MediaType? mediaType, bool isError) => type switch
    {
        ResponseType.Binary => !isError || mediaType is { IsJson: false, IsText: false },
        ResponseType.Auto or ResponseType.File => mediaType is { IsJson: false, IsText: false },
        _ => false,
    };

    private static void Parse(Answer answer, ReadOnlySpan<byte> body, ResponseType type, MediaType? mediaType)
    {
        var wantsJson = type == ResponseType.Json || (type != ResponseType.Text && mediaType is { IsJson: true });
        if (wantsJson)
        {
            ParseJson(answer, body, mediaType);
        }
        else
        {
            var isBinary = mediaType is null && type != ResponseType.Text && !Utf8.IsValid(body);
            answer.Body = isBinary ? StepResultBody.FromBytes(new(body.ToArray())) : StepResultBody.FromText(ToText(body, mediaType));
        }
    }

    private static void ParseJson(Answer answer, ReadOnlySpan<byte> body, MediaType? mediaType)
    {
        var encoding = MediaType.EncodingOf(mediaType?.Charset, body, out var preamble);
        var utf8 = encoding.CodePage == Encoding.UTF8.CodePage ? body[preamble..] : Encoding.Convert(encoding, Encoding.UTF8, body[preamble..].ToArray());
        try
        {
            answer.Body = StepResultBody.FromJson(JsonElement.Parse(utf8, JsonOptions));
        }
        catch (JsonException exception)
        {
            answer.Body = StepResultBody.FromText(ToText(body, mediaType));
            answer.Failure ??= NotJson(exception);
        }
    }

    private static string ToText(ReadOnlySpan<byte> body, MediaType? mediaType)
    {
        var encoding = MediaType.EncodingOf(mediaType?.Charset, body, out var preamble);
        return encoding.GetString(body[preamble..]);
    }

    private async ValueTask<StepResultBody> SaveAsync(HttpContent content, Answer answer, BodyLimit limit, MediaType? mediaType, BodyPace pace, StepExecution execution, CancellationToken cancellationToken)
    {
        var name = FileNames.Of(answer.Header("content-disposition"), execution.LastUri);
        var length = answer.Header("content-encoding") is null && long.TryParse(answer.Header("content-length"), out var announced) ? announced : (long?)null;
        using var decoded = await OpenAsync(content, answer, pace, execution, cancellationToken).ConfigureAwait(false);
        var stream = new LimitedReadStream(decoded, limit);
        try
        {
            var reference = await files.SaveAsync(new ReceivedFile(name, mediaType?.Name, length), stream, cancellationToken).ConfigureAwait(false);
            return StepResultBody.FromFile(reference);
        }
        catch (Exception exception) when (!stream.HasFailed && exception is not OperationCanceledException)
        {
            answer.IsLost = true;
            throw new StepFailureException(FailureKind.Unreadable, DeliveryCertainty.Answered, $"The file store could not keep the body: {exception.Message}", exception);
        }
    }

    private static void Check(Answer answer, ResponsePlan plan)
    {
        if (plan.Schema is null || plan.Type is ResponseType.File or ResponseType.None)
        {
            return;
        }

        answer.SchemaErrors = plan.Schema.Validate(AsJson(answer.Body));
        if (answer.SchemaErrors is [var first, ..] && plan.OnSchemaMismatch == SchemaMismatch.Fail)
        {
            var more = answer.SchemaErrors.Count > 1 ? $" (and {answer.SchemaErrors.Count - 1} more)" : string.Empty;
            answer.Failure = new StepFailure
            {
                Kind = FailureKind.Schema,
                Delivery = DeliveryCertainty.Answered,
                Message = $"The body does not meet the response schema: {first.Path}: {first.Message}{more}",
            };
        }
    }

    private static JsonElement AsJson(StepResultBody body) => body.Kind switch
    {
        StepResultBodyKind.Json => body.Json,
        StepResultBodyKind.Text => JsonSerializer.SerializeToElement(body.Text, DefinitionJsonContext.Default.String),
        _ => JsonElement.Parse("null"u8),
    };

    private static StepFailure TrailersTooLarge { get; } = new()
    {
        Kind = FailureKind.TooLarge,
        Delivery = DeliveryCertainty.Answered,
        Message = "The trailers of the answer, or the line of a chunk, are larger than 64 KiB.",
    };

    private static StepFailure OfProxy { get; } = new()
    {
        Kind = FailureKind.Proxy,
        Delivery = DeliveryCertainty.NotSent,
        Message = "The proxy refused the connection with 407: it wants other credentials.",
    };

    private static StepFailure OfStatus(HttpResponseMessage response, StepPlan plan)
    {
        var reason = string.IsNullOrEmpty(response.ReasonPhrase) ? string.Empty : " " + new string([.. response.ReasonPhrase.Take(80).Where(c => c is >= ' ' and <= '~')]);
        var hint = !RedirectRules.IsRedirect(response.StatusCode) ? string.Empty
            : plan.AreRedirectsLimited ? " The host application follows no redirects (MaxRedirects)."
            : " Redirects are not followed; \"followRedirects\": true follows them.";
        return new StepFailure
        {
            Kind = FailureKind.Status,
            Delivery = DeliveryCertainty.Answered,
            Message = $"The server answered {(int)response.StatusCode}{reason}.{hint}",
        };
    }

    private static StepFailure NotJson(JsonException exception)
    {
        var place = exception.LineNumber is { } line ? $" at line {line + 1}, column {exception.BytePositionInLine + 1}" : string.Empty;
        return Unreadable($"The body of the answer is not valid JSON of at most {MaxDepth} levels{place}; it is kept as text.");
    }

    private static StepFailure Unreadable(string message) => new() { Kind = FailureKind.Unreadable, Delivery = DeliveryCertainty.Answered, Message = message };
}
