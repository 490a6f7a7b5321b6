using System.Globalization;
using System.Security;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Fluid, set up once: the parser, the filters, an invariant culture and UTC. The only place that knows how Fluid is configured.</summary>
internal static class Liquid
{
    public static readonly FluidParser Parser = new(new FluidParserOptions { AllowFunctions = false, AllowParentheses = false, AllowLiquidTag = true });

    public static readonly TemplateOptions Options = CreateOptions();

    public static IEnumerable<string> FilterNames => Options.Filters.Select(filter => filter.Key);

    public static TemplateContext CreateContext(TemplateScope scope) => new(new ScopeValue(scope), Options, false)
    {
        MaxSteps = scope.Frame.MaxSteps,
        Now = () => scope.Frame.Time.GetUtcNow(),
    };

    public static TemplateScope ScopeOf(TemplateContext context) => ((ScopeValue)context.Model).Scope;

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions { CultureInfo = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc };
        options.Filters.AddFilter("json", static (input, _, _) => new StringValue(JsonText.Of(input), encode: false));
        options.Filters.AddFilter("xml_escape", static (input, _, _) => new StringValue(SecurityElement.Escape(input.ToStringValue()) ?? string.Empty, encode: false));
        foreach (var (name, filter) in options.Filters.ToArray())
        {
            options.Filters.AddFilter(name, Bounded(name, filter));
        }

        return options;
    }

    /// <summary>A filter whose text cannot grow beyond the host's limit: a template that doubles a text forty times would take all the memory there is.</summary>
    private static FilterDelegate Bounded(string name, FilterDelegate filter) => (input, arguments, context) =>
    {
        var limit = ScopeOf(context).Frame.MaxRenderedSize;
        if (name == "replace" && input is StringValue)
        {
            Check(Replaced(input.ToStringValue(), arguments.At(0).ToStringValue(), arguments.At(1).ToStringValue()), limit);
        }

        var filtering = filter(input, arguments, context);
        if (filtering.IsCompletedSuccessfully && filtering.Result is StringValue text)
        {
            Check(text.ToStringValue().Length, limit);
        }

        return filtering;
    };

    /// <summary>The length a text will have, which is known before it takes the memory.</summary>
    private static long Replaced(string text, string search, string replacement)
    {
        long found = 0;
        for (var at = search.Length == 0 ? -1 : text.IndexOf(search, StringComparison.Ordinal); at >= 0; at = text.IndexOf(search, at + search.Length, StringComparison.Ordinal))
        {
            found++;
        }

        return text.Length + (found * (replacement.Length - search.Length));
    }

    private static void Check(long length, long limit)
    {
        if (length > limit)
        {
            throw TextBuffer.TooLong(limit);
        }
    }
}
