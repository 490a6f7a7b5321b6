using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The filter <c>date</c>.</summary>
internal static partial class DateFilter
{
    public static ValueTask<FluidValue> Format(FluidValue input, FilterArguments arguments, TemplateContext context, FilterDelegate format)
    {
        // Digits alone are seconds since 1970.
        if (input is StringValue && Seconds().IsMatch(input.ToStringValue()))
        {
            input = FilterValues.Number(FilterValues.ToNumber(input));
        }

        var pattern = arguments.At(0).ToStringValue();
        if (pattern.Length == 0 || !input.TryGetDateTimeInput(context, out var date))
        {
            return ValueTask.FromResult(input);
        }

        if (!pattern.Contains("%V", StringComparison.Ordinal))
        {
            return format(input, arguments, context);
        }

        // Fluid counts the weeks of %V otherwise than ISO 8601.
        var week = ISOWeek.GetWeekOfYear(date.DateTime).ToString("00", CultureInfo.InvariantCulture);
        return format(input, new FilterArguments(new StringValue(Directive().Replace(pattern, match => match.Value == "%V" ? week : match.Value))), context);
    }

    [GeneratedRegex("^[0-9]{1,12}$", RegexOptions.CultureInvariant)]
    private static partial Regex Seconds();

    [GeneratedRegex("%.", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
