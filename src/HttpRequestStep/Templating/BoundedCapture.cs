using System.Text;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A capture that cannot grow beyond the host's limit: Fluid's own would take all the memory there is.</summary>
internal sealed class BoundedCapture(string identifier, IReadOnlyList<Statement> statements) : TagStatement(statements)
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        var buffer = TextBuffer.Rent(Liquid.ScopeOf(context).MaxRenderedSize);
        try
        {
            var completion = Completion.Normal;
            using var captured = new CaptureWriter(buffer);
            for (var i = 0; i < Statements.Count && completion == Completion.Normal; i++)
            {
                completion = await Statements[i].WriteToAsync(captured, encoder, context).ConfigureAwait(false);
            }

            context.SetValue(identifier, new StringValue(buffer.ToString(), encode: false));
            return completion;
        }
        finally
        {
            buffer.Return();
        }
    }

    private sealed class CaptureWriter(TextBuffer buffer) : TextWriter
    {
        public override Encoding Encoding => Encoding.Unicode;

        public override void Write(char value) => buffer.Append(value);

        public override void Write(string? value) => buffer.Append(value);

        public override void Write(ReadOnlySpan<char> text) => buffer.Append(text);

        public override void Write(char[] text, int index, int count) => buffer.Append(text.AsSpan(index, count));

        public override Task WriteAsync(char value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(char[] text, int index, int count)
        {
            Write(text, index, count);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
        {
            Write(text.Span);
            return Task.CompletedTask;
        }

        public override Task FlushAsync() => Task.CompletedTask;
    }
}
