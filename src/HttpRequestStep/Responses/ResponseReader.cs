using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace HttpRequestSteps;

/// <summary>Reads an answer: judges its status, decodes, counts, parses and checks its body. What arrived is never lost, whatever fails after it.</summary>
internal sealed class ResponseReader(IFileStore files)
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 64 };

    public async ValueTask<Answer> ReadAsync(HttpResponseMessage response, Answer head, StepExecution execution, CancellationToken cancellationToken)
    {
        var plan = execution.Plan;
        var isSuccess = plan.Success.Contains(head.StatusCode);
        if (IsOfProxy(head, execution))
        {
            return head with { Failure = OfProxy };
        }

        var answer = isSuccess ? head : head with { Failure = OfStatus(response) };
        if (!HasBody(response, execution.Request.Method) || plan.Response.Type == ResponseType.None)
        {
            return isSuccess ? Check(answer, plan.Response) : answer;
        }

        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            stream = ContentDecoding.Decode(stream, head.Header("content-encoding"));
            answer = await ReadBodyAsync(answer, stream, plan.Response, execution, cancellationToken).ConfigureAwait(false);
            return isSuccess && answer.Failure is null ? Check(answer, plan.Response) : answer;
        }
        catch (Exception exception) when (!isSuccess && exception is StepFailureException or IOException or InvalidDataException or HttpRequestException)
        {
            // The status is already an error and says more than a body that cannot be read.
            return answer;
        }
        catch (InvalidDataException)
        {
            return answer with { Failure = Unreadable("The body of the answer is not what its Content-Encoding says.") };
        }
        catch (Exception exception) when (exception is StepFailureException or IOException or HttpRequestException)
        {
            var failure = exception is StepFailureException typed
                ? new StepFailure { Kind = typed.Kind, Delivery = DeliveryCertainty.Answered, Message = typed.Message }
                : Unreadable("The answer ended before its body was complete.");
            return answer with { Failure = failure };
        }
    }

    /// <summary>Only a proxy asks for proxy credentials; for an http target its answer looks like the server's.</summary>
    private static bool IsOfProxy(Answer head, StepExecution execution) =>
        head.StatusCode == (int)HttpStatusCode.ProxyAuthenticationRequired && execution.Transport.Proxy is not null && execution.LastUri.Scheme == Uri.UriSchemeHttp;

    private static bool HasBody(HttpResponseMessage response, HttpMethod method) =>
        method != HttpMethod.Head && (int)response.StatusCode is not (204 or 304) && response.Content.Headers.ContentLength != 0;

    private async ValueTask<Answer> ReadBodyAsync(Answer answer, Stream stream, ResponsePlan plan, StepExecution execution, CancellationToken cancellationToken)
    {
        var limit = new BodyLimit(plan.MaxSize, plan.MaxSizeSource);
        var isError = answer.Failure is not null;
        var mediaType = MediaType.Parse(answer.Header("content-type"));
        if (plan.Type == ResponseType.File && !isError)
        {
            return answer with { Body = await SaveAsync(answer, stream, limit, mediaType, execution, cancellationToken).ConfigureAwait(false) };
        }

        if (IsBinary(plan.Type, mediaType, isError))
        {
            var bytes = await BodyBuffer.ReadOwnedAsync(stream, limit, cancellationToken).ConfigureAwait(false);
            return answer with { Body = bytes.IsEmpty ? StepResultBody.None : StepResultBody.FromBytes(bytes) };
        }

        using var buffer = new BodyBuffer();
        await buffer.FillAsync(stream, limit, cancellationToken).ConfigureAwait(false);
        return buffer.Length == 0 ? answer : Parse(answer, buffer.Span, plan.Type, mediaType);
    }

    /// <summary>An error is read for the person who reads it: as text or JSON where it can be.</summary>
    private static bool IsBinary(ResponseType type, MediaType? mediaType, bool isError) => type switch
    {
        ResponseType.Binary => !isError || mediaType is { IsJson: false, IsText: false },
        ResponseType.Auto or ResponseType.File => mediaType is { IsJson: false, IsText: false },
        _ => false,
    };

    private static Answer Parse(Answer answer, ReadOnlySpan<byte> body, ResponseType type, MediaType? mediaType)
    {
        var wantsJson = type == ResponseType.Json || (type != ResponseType.Text && mediaType is { IsJson: true });
        if (wantsJson)
        {
            return ParseJson(answer, body, mediaType);
        }

        if (mediaType is null && type != ResponseType.Text && !Utf8.IsValid(body))
        {
            return answer with { Body = StepResultBody.FromBytes(new(body.ToArray())) };
        }

        return answer with { Body = StepResultBody.FromText(ToText(body, mediaType)) };
    }

    private static Answer ParseJson(Answer answer, ReadOnlySpan<byte> body, MediaType? mediaType)
    {
        var encoding = MediaType.EncodingOf(mediaType?.Charset, body, out var preamble);
        var utf8 = encoding.CodePage == Encoding.UTF8.CodePage ? body[preamble..] : Encoding.Convert(encoding, Encoding.UTF8, body[preamble..].ToArray());
        try
        {
            return answer with { Body = StepResultBody.FromJson(JsonElement.Parse(utf8, JsonOptions)) };
        }
        catch (JsonException exception)
        {
            var text = answer with { Body = StepResultBody.FromText(ToText(body, mediaType)) };
            return answer.Failure is not null ? text : text with { Failure = NotJson(exception) };
        }
    }

    private static string ToText(ReadOnlySpan<byte> body, MediaType? mediaType)
    {
        var encoding = MediaType.EncodingOf(mediaType?.Charset, body, out var preamble);
        return encoding.GetString(body[preamble..]);
    }

    private async ValueTask<StepResultBody> SaveAsync(Answer answer, Stream stream, BodyLimit limit, MediaType? mediaType, StepExecution execution, CancellationToken cancellationToken)
    {
        var name = FileNames.Of(answer.Header("content-disposition"), execution.LastUri);
        var length = answer.Header("content-encoding") is null && long.TryParse(answer.Header("content-length"), out var announced) ? announced : (long?)null;
        try
        {
            var reference = await files.SaveAsync(new ReceivedFile(name, mediaType?.Name, length), new LimitedReadStream(stream, limit), cancellationToken).ConfigureAwait(false);
            return StepResultBody.FromFile(reference);
        }
        catch (Exception exception) when (exception is InvalidOperationException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureKind.Unreadable, DeliveryCertainty.Answered, $"The file store could not keep the body: {exception.Message}", exception);
        }
    }

    private static Answer Check(Answer answer, ResponsePlan plan)
    {
        if (plan.Schema is null || plan.Type is ResponseType.File or ResponseType.None)
        {
            return answer;
        }

        var errors = plan.Schema.Validate(AsJson(answer.Body));
        if (errors.Count == 0)
        {
            return answer;
        }

        var failure = plan.OnSchemaMismatch == SchemaMismatch.Report ? null : new StepFailure
        {
            Kind = FailureKind.Schema,
            Delivery = DeliveryCertainty.Answered,
            Message = $"The body does not meet the response schema: {errors[0].Path}: {errors[0].Message}" + (errors.Count > 1 ? $" (and {errors.Count - 1} more)" : string.Empty),
        };
        return answer with { SchemaErrors = errors, Failure = failure };
    }

    private static JsonElement AsJson(StepResultBody body) => body.Kind switch
    {
        StepResultBodyKind.Json => body.Json,
        StepResultBodyKind.Text => JsonSerializer.SerializeToElement(body.Text, DefinitionJsonContext.Default.String),
        _ => JsonElement.Parse("null"u8),
    };

    private static StepFailure OfProxy { get; } = new()
    {
        Kind = FailureKind.Proxy,
        Delivery = DeliveryCertainty.NotSent,
        Message = "The proxy refused the connection with 407: it wants other credentials.",
    };

    private static StepFailure OfStatus(HttpResponseMessage response)
    {
        var reason = string.IsNullOrEmpty(response.ReasonPhrase) ? string.Empty : " " + new string([.. response.ReasonPhrase.Take(80).Where(c => c is >= ' ' and <= '~')]);
        return new StepFailure
        {
            Kind = FailureKind.Status,
            Delivery = DeliveryCertainty.Answered,
            Message = $"The server answered {(int)response.StatusCode}{reason}.",
        };
    }

    private static StepFailure NotJson(JsonException exception)
    {
        var place = exception.LineNumber is { } line ? $" at line {line + 1}, column {exception.BytePositionInLine + 1}" : string.Empty;
        return Unreadable($"The body of the answer is not valid JSON{place}; it is kept as text.");
    }

    private static StepFailure Unreadable(string message) => new() { Kind = FailureKind.Unreadable, Delivery = DeliveryCertainty.Answered, Message = message };
}
