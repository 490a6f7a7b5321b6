using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>Renders a template by our nodes and by Fluid.</summary>
internal static class BothWays
{
    private const int Steps = 100_000;

    /// <summary>The same text or the same failure, in a plain place, in a URL, in a JSON string, with few steps, and straight to UTF-8.</summary>
    public static void AreEqual(string template, StepInput input, bool isCompiled = true)
    {
        var ours = Compile(template, byFluid: false);
        var fluids = Compile(template, byFluid: true);
        if (template.Contains("{%", StringComparison.Ordinal))
        {
            Assert.True(ours.IsCompiled == isCompiled, $"{template} is {(ours.IsCompiled ? string.Empty : "not ")}compiled.");
        }

        foreach (var (place, steps, isEmpty) in new[] { (0, Steps, false), (0, Steps, true), (1, Steps, true), (2, Steps, false), (0, 7, true), (0, 40, false) })
        {
            var expected = Render(fluids, input, place, steps, isEmpty);
            var actual = Render(ours, input, place, steps, isEmpty);
            Assert.True(expected == actual, $"{template}\nplace {place}, {steps} steps\nFluid: {expected}\nours:  {actual}");
        }

        var toText = Render(ours, input);
        var toUtf8 = RenderUtf8(ours, input);
        Assert.True(toText == toUtf8 || (toUtf8 is null && Utf8Text.HalfAt(toText) >= 0), $"{template}\nto text:  {toText}\nto UTF-8: {toUtf8}");
    }

    public static CompiledText Compile(string template, bool byFluid)
    {
        var errors = new List<string>();
        var text = TemplateCompiler.Compile(template, "$.text", errors.Add, byFluid: byFluid);
        Assert.True(text is not null, $"{template}: {string.Join(' ', errors)}");
        return text;
    }

    public static string Render(CompiledText text, StepInput input, int place = 0, int steps = Steps, bool isEmpty = false, Redactor? redactor = null)
    {
        var scope = Scope(input, steps, isEmpty, redactor);
        var buffer = TextBuffer.Rent(scope.Frame.MaxRenderedSize);
        try
        {
            text.Render(scope, place switch { 0 => buffer.Plain, 1 => buffer.Url.Begin(UrlPlace.Path), _ => new JsonEscapingSlot(buffer) });
            return buffer.ToString();
        }
        catch (TemplateException exception)
        {
            return Failed(exception);
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>What is rendered straight to UTF-8; null when it has none.</summary>
    public static string? RenderUtf8(CompiledText text, StepInput input)
    {
        using var body = new PooledBody(1_000_000);
        try
        {
            return new Utf8Slot().TryRender(text, Scope(input, Steps), body) ? System.Text.Encoding.UTF8.GetString(body.Written) : null;
        }
        catch (TemplateException exception)
        {
            return Failed(exception);
        }
    }

    // Only compiled tags know which member is nearest.
    private static string Failed(TemplateException exception)
    {
        const string missing = "does not exist";
        var end = exception.Message.IndexOf(missing, StringComparison.Ordinal);
        return "FAILED " + (end < 0 ? exception.Message : exception.Message[..(end + missing.Length)]);
    }

    public static TemplateScope Scope(StepInput input, int steps, bool isEmpty = false, Redactor? redactor = null) => new()
    {
        Input = input,
        RunId = "run-1",
        Redactor = redactor ?? new Redactor(),
        Frame = new TemplateFrame { MaxRenderedSize = 100_000, MaxSteps = steps, UndefinedIsEmpty = isEmpty, Time = new FakeTimeProvider(DateTimeOffset.UnixEpoch) },
    };
}
