using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Verifies an HMAC of any shape: the expected signature is written and compared as a whole, in constant time.</summary>
internal sealed class HmacVerification : ISignatureVerification
{
    private const string TrialTime = "1111111111";

    private static readonly LimitOptions Limits = new();

    private readonly HmacShape _shape;
    private readonly HmacPayload _payload;
    private readonly SignatureFormat _format;
    private readonly IReadOnlyList<byte[]> _keys;

    private HmacVerification(HmacShape shape, HmacPayload payload, SignatureFormat format, IReadOnlyList<byte[]> keys)
    {
        _shape = shape;
        _payload = payload;
        _format = format;
        _keys = keys;
    }

    /// <summary>Makes the verification, or reports everything that stands in its way.</summary>
    public static HmacVerification? Create(HmacShape shape, IReadOnlyList<VerificationSecret> secrets, DefinitionContext context)
    {
        var keys = secrets.Select(secret => Key(shape, secret, context)).OfType<byte[]>().ToArray();
        var payload = Compile(shape.Payload, "payload", context);
        var format = Compile(shape.Format, "format", context);
        if (payload is null || format is null || Reader(format, shape, context) is not { } reader)
        {
            return null;
        }

        var verification = new HmacVerification(shape, new HmacPayload(shape.Payload, payload), reader, keys);
        return verification.CanRepeat(context) && keys.Length == secrets.Count ? verification : null;
    }

    public VerificationResult Verify(ReceivedMessage message, SignatureAge age)
    {
        string? sentTimestamp = null;
        string? id = null;
        if (Single(message, _shape.Header, out var header) is { } noHeader)
        {
            return noHeader;
        }

        if (_shape.TimestampHeader is { } timestampHeader && Single(message, timestampHeader, out sentTimestamp) is { } noTimestamp)
        {
            return noTimestamp;
        }

        if (_shape.IdHeader is { } idHeader && Single(message, idHeader, out id) is { } noId)
        {
            return noId;
        }

        var candidates = Candidates(header, sentTimestamp);
        return candidates.Count == 0 || !IsSound(sentTimestamp, id) ? Malformed() : Match(candidates, id, message, age);
    }

    private static byte[]? Key(HmacShape shape, VerificationSecret secret, DefinitionContext context)
    {
        var key = shape.TryKey(secret.Value, out var reason);
        if (key is null)
        {
            context.Report("secret", $"A secret {reason}.");
        }

        return key;
    }

    private static CompiledText? Compile(Text text, string property, DefinitionContext context) =>
        TemplateCompiler.Compile(text, property, message => context.Report(property, message));

    private static SignatureFormat? Reader(CompiledText format, HmacShape shape, DefinitionContext context)
    {
        var reader = SignatureFormat.Create(format, shape, out var reason);
        if (reader is null)
        {
            context.Report("format", reason);
        }

        return reader;
    }

    /// <summary>A payload must be made of what the receiver has; a trial shows what it has not.</summary>
    private bool CanRepeat(DefinitionContext context)
    {
        var timestamp = _format.HasTimestamp || _shape.TimestampHeader is not null ? TrialTime : null;
        var message = new ReceivedMessage("POST", new Uri("https://example.com/a?b=c"), new ReceivedHeaders([]), "{}"u8.ToArray());
        try
        {
            var expected = Trial(timestamp);

            // Each digit must count: whoever repeats an old message could write another.
            if (timestamp is null || Enumerable.Range(0, TrialTime.Length).All(i => !expected.SequenceEqual(Trial(TrialTime[..i] + '2' + TrialTime[(i + 1)..]))))
            {
                return true;
            }

            context.Report("payload", "The timestamp that \"format\" or \"timestampHeader\" sends is sent without being signed, so that an old message could be given a new one: print {{ timestamp }} in the payload, or send none.");
            return false;
        }
        catch (TemplateException exception)
        {
            context.Report("payload", $"The receiver cannot make the payload again. {exception.Message} It has body, method, path, query and url; a timestamp if \"format\" or \"timestampHeader\" sends one.");
            return false;
        }

        byte[] Trial(string? time) => Expected([1], time, _shape.IdHeader is null ? null : "id", message);
    }

    private static VerificationResult? Single(ReceivedMessage message, string name, out string value) => message.Headers.TrySingle(name, out value) switch
    {
        null => null,
        VerificationFailure.MissingHeader => VerificationResult.Failed(VerificationFailure.MissingHeader, $"The header \"{name}\" is missing."),
        _ => VerificationResult.Failed(VerificationFailure.AmbiguousHeader, $"The header \"{name}\" is there more than once."),
    };

    private VerificationResult Malformed() => VerificationResult.Failed(VerificationFailure.Malformed, $"The header \"{_shape.Header}\", or one that belongs to it, cannot be read.");

    /// <summary>The signatures, each with its time; one whose two times differ is none.</summary>
    private List<SignatureCandidate> Candidates(string header, string? sentTimestamp) =>
        [.. from candidate in _format.Read(header)
            where candidate.Timestamp is null || sentTimestamp is null || candidate.Timestamp == sentTimestamp
            select candidate with { Timestamp = candidate.Timestamp ?? sentTimestamp }];

    // With a dot in the id, one payload could be read as that of another message.
    private static bool IsSound(string? timestamp, string? id) =>
        (timestamp is null || SignatureAge.Parse(timestamp) is not null) && (id is null || (id.Length > 0 && !id.Contains('.', StringComparison.Ordinal)));

    private VerificationResult Match(List<SignatureCandidate> candidates, string? id, ReceivedMessage message, SignatureAge age)
    {
        var failure = VerificationResult.Failed(VerificationFailure.NoMatch, "No signature fits any of the secrets.");
        for (var i = 0; i < _keys.Count; i++)
        {
            foreach (var group in candidates.GroupBy(static candidate => candidate.Timestamp))
            {
                var expected = Expected(_keys[i], group.Key, id, message);
                if (!group.Any(candidate => CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(candidate.Signature))))
                {
                    continue;
                }

                var signedAt = group.Key is { } timestamp ? SignatureAge.Parse(timestamp) : null;
                if (signedAt is null || age.Refuses(signedAt.Value) is not { } refused)
                {
                    return VerificationResult.Valid(i, signedAt, id);
                }

                failure = refused;
            }
        }

        return failure;
    }

    private byte[] Expected(byte[] key, string? timestamp, string? id, ReceivedMessage message)
    {
        using var hash = _shape.CreateHash(key);
        var names = HmacNames.Of(message.Method, message.Uri, timestamp, id);
        return Encoding.ASCII.GetBytes(_shape.Write(_payload.Hash(hash, names, message.Body, Scope())));
    }

    private static TemplateScope Scope() => new()
    {
        Input = new StepInput(),
        Frame = new TemplateFrame { MaxRenderedSize = Limits.MaxRenderedSize.Bytes, MaxSteps = Limits.MaxTemplateSteps, Time = TimeProvider.System },
    };
}
