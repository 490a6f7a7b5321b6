using System.IO.Pipelines;

namespace HttpRequestSteps.Cli;

/// <summary>A connection's transport whose input passes a <see cref="HeadTap"/>.</summary>
internal sealed class TappedTransport(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
