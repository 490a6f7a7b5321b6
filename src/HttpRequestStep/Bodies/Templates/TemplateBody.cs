using System.Text;

namespace HttpRequestSteps;

/// <summary>Renders a template into pooled UTF-8 and checks that it became what it must be.</summary>
internal static class TemplateBody
{
    public static PooledBody Render(Text template, IBodyFormat format, RenderContext context)
    {
        var rendered = new PooledBody(context.MaxRequestSize) { ContentType = format.ContentType };
        try
        {
            var text = context.Compiled(template);
            if (!format.TryRender(text, context.Scope, rendered))
            {
                rendered.Truncate(0);
                RenderAsText(template, text, format, context, rendered);
            }

            if (text.IsSecret)
            {
                context.Redactor.Add(Encoding.UTF8.GetString(rendered.Written));
            }

            return rendered;
        }
        catch
        {
            rendered.Dispose();
            throw;
        }
    }

    /// <summary>Reports what can be seen before anything is rendered.</summary>
    public static void Validate(Text template, IBodyFormat format, DefinitionContext context)
    {
        if (context.Compiled(template) is not { } text)
        {
            return;
        }

        if (text.Constant is { } constant)
        {
            ValidateConstant(constant, template.Secret, format, context);
        }
    }

    private static void ValidateConstant(string constant, bool isSecret, IBodyFormat format, DefinitionContext context)
    {
        using var body = new PooledBody(int.MaxValue);
        if (Check(constant, body, format) is { } fault)
        {
            context.Report("template", $"The text is not {format.Name}. At {FaultText.Sentence(fault, constant, canQuote: !isSecret)}");
        }
    }

    private static void RenderAsText(Text template, CompiledText text, IBodyFormat format, RenderContext context, PooledBody rendered)
    {
        var buffer = TextBuffer.Rent(context.Scope.Frame.MaxRenderedSize);
        try
        {
            text.Render(context.Scope, format.Slot(buffer));
            if (Check(buffer.Span, rendered, format) is { } fault)
            {
                throw FaultText.Failure(fault, buffer.ToString(), template, text, format, context);
            }
        }
        finally
        {
            buffer.Return();
        }
    }

    private static RenderedFault? Check(ReadOnlySpan<char> text, PooledBody rendered, IBodyFormat format)
    {
        var half = Utf8Text.Write(text, rendered);
        return half >= 0
            ? RenderedFault.Of(half, $"half of a surrogate pair (U+{(int)text[half]:X4})", "text that can be sent as UTF-8")
            : format.Check(rendered, text);
    }
}
