using System.Globalization;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary>Tells how far a run is: a line that changes in a terminal, a line now and then in a log.</summary>
internal sealed class SyncProgressPrinter : IProgress<SyncProgress>, IDisposable
{
    private static readonly TimeSpan InTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(10);

    private readonly TextWriter _writer;
    private readonly bool _isTerminal;
    private readonly Timer _timer;
    private readonly long _started = Environment.TickCount64;
    private long _read;
    private long _total = -1;
    private long _done;
    private long _failed;
    private long _startedDelivering;
    private long _waitsUntil;
    private bool _waitsForLimit;
    private int _width;
    private bool _isStopped;

    private SyncProgressPrinter(TextWriter writer, bool isTerminal)
    {
        _writer = writer;
        _isTerminal = isTerminal;
        var every = isTerminal ? InTerminal : InLog;
        _timer = new Timer(static printer => ((SyncProgressPrinter)printer!).Print(), this, every, every);
    }

    public static SyncProgressPrinter Start(TextWriter writer, bool isTerminal) => new(writer, isTerminal);

    public void Report(SyncProgress value)
    {
        switch (value.Stage)
        {
            case SyncStage.Reading:
                Volatile.Write(ref _read, value.Rows);
                break;
            case SyncStage.Resumed:
                Begin(value.Rows);
                Tell(string.Create(CultureInfo.InvariantCulture, $"going on with the run that was interrupted: {value.Rows} rows are left"));
                break;
            case SyncStage.Planned:
                Begin(value.Rows);
                break;
            case SyncStage.Waiting:
                Volatile.Write(ref _waitsForLimit, value.Reason == SyncWait.RateLimit);
                Volatile.Write(ref _waitsUntil, Environment.TickCount64 + (long)value.Wait.TotalMilliseconds);
                if (!_isTerminal)
                {
                    Print();
                }

                break;
            default:
                Interlocked.Add(ref _done, value.Rows);
                Interlocked.Add(ref _failed, value.Rows - value.Delivered);
                break;
        }
    }

    /// <summary>Clears the line: the report follows.</summary>
    public void Stop()
    {
        lock (_timer)
        {
            if (!_isStopped && _isTerminal && _width > 0)
            {
                _writer.Write("\r" + new string(' ', _width) + "\r");
            }

            _isStopped = true;
        }
    }

    public void Dispose()
    {
        Stop();
        _timer.Dispose();
    }

    private void Print()
    {
        lock (_timer)
        {
            if (_isStopped)
            {
                return;
            }

            var line = Line();
            if (_isTerminal)
            {
                _writer.Write("\r" + line.PadRight(_width));
                _width = line.Length;
            }
            else
            {
                _writer.WriteLine(line);
            }
        }
    }

    private void Begin(long rows)
    {
        Volatile.Write(ref _startedDelivering, Environment.TickCount64);
        Interlocked.Exchange(ref _done, 0);
        Interlocked.Exchange(ref _failed, 0);
        Volatile.Write(ref _total, rows);
    }

    /// <summary>A line that stays.</summary>
    private void Tell(string line)
    {
        lock (_timer)
        {
            _writer.WriteLine(_width > 0 ? "\r" + line.PadRight(_width) : line);
            _width = 0;
        }
    }

    private string Line()
    {
        var total = Volatile.Read(ref _total);
        if (total < 0)
        {
            var read = Volatile.Read(ref _read);
            return string.Create(CultureInfo.InvariantCulture, $"reading: {read} rows, {Rate(read, _started)} rows/s");
        }

        var done = Volatile.Read(ref _done);
        var rate = Rate(done, Volatile.Read(ref _startedDelivering));
        var left = rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $"delivering: {done} of {total} rows ({(total == 0 ? 100 : done * 100 / total)} %), {rate} rows/s, {left:h\\:mm\\:ss} left, {Volatile.Read(ref _failed)} failed{Wait()}");
    }

    private string Wait()
    {
        var left = Volatile.Read(ref _waitsUntil) - Environment.TickCount64;
        return left <= 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; waits {(left + 999) / 1000} s {(Volatile.Read(ref _waitsForLimit) ? "for the rate limit" : "as the destination asked")}");
    }

    private static long Rate(long rows, long since) => rows * 1000 / Math.Max(1, Environment.TickCount64 - since);
}
