using System.Globalization;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The filters that calculate: whole numbers are divided to whole numbers, downwards.</summary>
internal static class NumberFilters
{
    private const int MaxPlaces = 28;

    public static FluidValue Divide(FluidValue input, FilterArguments arguments)
    {
        var (left, right) = (FilterValues.ToNumber(input), FilterValues.ToNumber(arguments.At(0)));
        return FilterValues.Number(left.Scale == 0 && right.Scale == 0 ? decimal.Floor(left / right) : Fraction(left / right));
    }

    public static FluidValue Modulo(FluidValue input, FilterArguments arguments)
    {
        var (left, right) = (FilterValues.ToNumber(input), FilterValues.ToNumber(arguments.At(0)));
        var rest = left % right;
        return FilterValues.Number(rest != 0 && rest < 0 != right < 0 ? rest + right : rest);
    }

    public static FluidValue Round(FluidValue input, FilterArguments arguments)
    {
        var number = FilterValues.ToNumber(input);
        var places = Math.Clamp(FilterValues.ToInteger(arguments.At(0)) ?? 0, -MaxPlaces, MaxPlaces);
        if (places > 0)
        {
            return FilterValues.Number(number.Scale == 0 ? number : decimal.Round(number, places, MidpointRounding.AwayFromZero));
        }

        var unit = (decimal)Math.Pow(10, -places);
        return FilterValues.Number(decimal.Round(number / unit, MidpointRounding.AwayFromZero) * unit);
    }

    /// <summary>A quotient in the digits of a double, at least one of them after the point.</summary>
    private static decimal Fraction(decimal quotient)
    {
        var digits = decimal.Parse(((double)quotient).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
        return digits.Scale == 0 ? digits * 1.0m : digits;
    }
}
