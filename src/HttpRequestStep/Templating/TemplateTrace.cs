using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Parser;

namespace HttpRequestSteps;

/// <summary>Which part of a template wrote which part of a text. Made only to explain a failure: the template is rendered once more, slowly.</summary>
internal sealed class TemplateTrace
{
    private readonly string _source;
    private readonly List<TracedWrite> _writes;

    private TemplateTrace(string source, List<TracedWrite> writes)
    {
        _source = source;
        _writes = writes;
    }

    /// <summary>The trace of a render that gave this text; an empty one when it cannot be had.</summary>
    public static TemplateTrace Of(string source, string rendered, Func<TextBuffer, TextSlot> slot, TemplateScope scope)
    {
        var writes = new List<TracedWrite>();
        var buffer = TextBuffer.Rent(scope.Frame.MaxRenderedSize);
        try
        {
            Render(source, new Recorder(slot(buffer), buffer, writes), scope);
            return new TemplateTrace(source, buffer.Span.SequenceEqual(rendered) ? writes : []);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new TemplateTrace(source, []);
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>What wrote the character at this place, or null.</summary>
    public TracedWrite? At(int offset)
    {
        var at = _writes.FindIndex(write => write.Start <= offset && offset < write.End);
        return at < 0 ? null : _writes[at];
    }

    /// <summary>The last output that was written before this place, or null; it may have printed nothing.</summary>
    public TracedWrite? OutputBefore(int offset)
    {
        var at = _writes.FindLastIndex(write => write.Expression is not null && write.End <= offset);
        return at < 0 ? null : _writes[at];
    }

    /// <summary>Where in the template the character at this place of the text comes from; nothing when that is not known.</summary>
    public TemplatePlace PlaceOf(TracedWrite write, int offset)
    {
        if (write.Source < 0)
        {
            return default;
        }

        return TemplatePlace.Of(_source, write.Expression is null ? write.Source + offset - write.Start : write.Source);
    }

    private static void Render(string source, Recorder recorder, TemplateScope scope)
    {
        if (!Liquid.Parser.TryParse(source, out var template, out _))
        {
            return;
        }

        using var writer = new SlotWriter(recorder);
        var statements = ParentLoop.Rewrite(template, source);
        var traced = new Rewriter(source, new OutputPlaces(statements, source)).VisitTemplate(new FluidTemplate(statements));
        Completed.Now(traced.RenderAsync(writer, NullEncoder.Default, BoundedContext.Of(scope)));
    }

    /// <summary>Notes what is written into another slot.</summary>
    private sealed class Recorder(TextSlot inner, TextBuffer buffer, List<TracedWrite> writes) : TextSlot
    {
        public int Source { get; set; } = -1;

        public string? Expression { get; set; }

        public override void Literal(ReadOnlySpan<char> text)
        {
            var start = buffer.Length;
            inner.Literal(text);
            writes.Add(new TracedWrite(start, buffer.Length, Source, null));
        }

        public override void Value(ReadOnlySpan<char> text)
        {
            var start = buffer.Length;
            inner.Value(text);
            writes.Add(new TracedWrite(start, buffer.Length, Source, Expression));
        }
    }

    private sealed class Rewriter(string source, OutputPlaces places) : OutputRewriter(places)
    {
        protected override Statement VisitOutputStatement(OutputStatement outputStatement) =>
            new TracedOutput(outputStatement.Expression, Places.OffsetOf(outputStatement), source);

        protected override Statement VisitTextSpanStatement(TextSpanStatement textSpanStatement) => new TracedText(textSpanStatement);
    }

    private sealed class TracedOutput(Expression expression, int offset, string source) : Statement
    {
        public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
        {
            var value = await expression.EvaluateAsync(context).ConfigureAwait(false);
            var slot = ((SlotWriter)writer).Slot;
            if (slot is not Recorder recorder)
            {
                TemplateValues.PrintFluid(value, slot, Liquid.ScopeOf(context));
                return Completion.Normal;
            }

            (recorder.Source, recorder.Expression) = (offset, ExpressionText());
            TemplateValues.PrintFluid(value, recorder, Liquid.ScopeOf(context));
            (recorder.Source, recorder.Expression) = (-1, null);
            return Completion.Normal;
        }

        private string ExpressionText()
        {
            var end = offset < 0 ? -1 : source.IndexOf("}}", offset, StringComparison.Ordinal);
            return end < 0 ? "…" : source[(offset + 2)..end].Trim('-').Trim();
        }
    }

    private sealed class TracedText : Statement
    {
        private readonly string _text;
        private readonly int _offset;

        public TracedText(TextSpanStatement original)
        {
            original.PrepareBuffer(Liquid.Options);
            _text = original.Buffer;
            _offset = original.Text.Offset + Math.Max(0, original.Text.Span.IndexOf(_text));
        }

        public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
        {
            var recorder = (writer as SlotWriter)?.Slot as Recorder;
            recorder?.Source = _offset;
            await writer.WriteAsync(_text).ConfigureAwait(false);
            recorder?.Source = -1;
            return Completion.Normal;
        }
    }
}

/// <summary>One piece of a text and what wrote it.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Source">Where what wrote it stands in the template; negative when unknown.</param>
/// <param name="Expression">What stands between the braces of an output; null for what the author wrote literally.</param>
internal readonly record struct TracedWrite(int Start, int End, int Source, string? Expression);
