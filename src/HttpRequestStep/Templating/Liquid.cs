using System.Globalization;
using System.Security;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Fluid, set up once: the parser, the filters, an invariant culture and UTC. The only place that knows how Fluid is configured.</summary>
internal static class Liquid
{
    public static readonly LiquidParser Parser = new();

    public static readonly TemplateOptions Options = CreateOptions();

    public static IEnumerable<string> FilterNames => Options.Filters.Select(filter => filter.Key);

    public static TemplateScope ScopeOf(TemplateContext context) => ((BoundedContext)context).Scope;

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions { CultureInfo = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc };
        options.Filters.AddFilter("json", static (input, _, context) => new StringValue(JsonText.Of(input, ScopeOf(context).Frame.Intermediate), encode: false));
        options.Filters.AddFilter("xml_escape", static (input, _, _) => new StringValue(SecurityElement.Escape(input.ToStringValue()) ?? string.Empty, encode: false));
        options.Filters.TryGetValue("date", out var date);
        options.Filters.AddFilter("date", StandardFilters.Date(date!));
        foreach (var (name, filter) in StandardFilters.All)
        {
            options.Filters.AddFilter(name, filter);
        }

        foreach (var (name, filter) in options.Filters.ToArray())
        {
            options.Filters.AddFilter(name, new BoundedFilter(name, BinaryValue.Hashing(name, filter)).RunAsync);
        }

        return options;
    }
}
