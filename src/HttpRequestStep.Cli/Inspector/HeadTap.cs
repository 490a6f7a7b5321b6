using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace HttpRequestSteps.Cli;

/// <summary>
/// Keeps a copy of each request's head as the wire brought it: Kestrel puts the headers it knows into an order
/// and a letter case of its own, and an inspector must show what was sent.
/// </summary>
/// <remarks>
/// When a request is dispatched, Kestrel has consumed exactly its head; when its body has been read, exactly its body.
/// So all that is consumed between <see cref="Restart"/> and <see cref="Take"/> is one head.
/// </remarks>
internal sealed class HeadTap(PipeReader inner) : PipeReader
{
    /// <summary>Above Kestrel's own limits for a request line with its headers, so that only bodies could reach it.</summary>
    private const int Limit = 128 * 1024;

    private readonly ArrayBufferWriter<byte> _head = new();
    private ReadOnlySequence<byte> _read;
    private bool _recording = true;

    /// <summary>Puts a tap onto a connection's input, to be found among its features.</summary>
    public static ConnectionDelegate Attach(ConnectionDelegate next) => connection =>
    {
        var tap = new HeadTap(connection.Transport.Input);
        connection.Features.Set(tap);
        connection.Transport = new TappedTransport(tap, connection.Transport.Output);
        return next(connection);
    };

    /// <summary>The head of the request just dispatched, request line first.</summary>
    public string Take()
    {
        _recording = false;
        return Encoding.UTF8.GetString(_head.WrittenSpan);
    }

    /// <summary>To be called once the body is read: what follows is the next head.</summary>
    public void Restart()
    {
        _head.ResetWrittenCount();
        _recording = true;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Seen(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        var any = inner.TryRead(out result);
        Seen(result);
        return any;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Record(consumed);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private ReadResult Seen(ReadResult result)
    {
        _read = result.Buffer;
        return result;
    }

    private void Record(SequencePosition consumed)
    {
        if (!_recording || _read.IsEmpty)
        {
            return;
        }

        var piece = _read.Slice(_read.Start, consumed);
        if (_head.WrittenCount + piece.Length <= Limit)
        {
            CopyToHead(piece);
        }
    }

    private void CopyToHead(ReadOnlySequence<byte> piece)
    {
        foreach (var segment in piece)
        {
            _head.Write(segment.Span);
        }
    }
}
