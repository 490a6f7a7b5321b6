using System.Globalization;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The part of a list that a loop walks.</summary>
/// <param name="Start">Its first item.</param>
/// <param name="Count">How many it has.</param>
/// <param name="Next">Where a loop that continues this one begins.</param>
internal readonly record struct LoopWindow(int Start, int Count, int Next)
{
    /// <summary>The part that an offset and a limit leave of so many items.</summary>
    public static LoopWindow Of(int all, int offset, int? limit)
    {
        var start = Math.Clamp(offset, 0, all);
        var end = limit is null ? all : (int)Math.Clamp((long)offset + limit.Value, start, all);
        return new LoopWindow(start, end - start, offset + end - start);
    }

    /// <summary>An offset or a limit of a <c>for</c>; nothing when it is nil.</summary>
    public static int? Number(FluidValue value) => value.IsNil() ? null : (int)value.ToNumberValue();

    /// <summary>A number of a <c>tablerow</c>, which must be one.</summary>
    public static int TableNumber(FluidValue value, string name) => value switch
    {
        NumberValue => (int)value.ToNumberValue(),
        StringValue when int.TryParse(value.ToStringValue(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new TemplateException($"the {name} of a tablerow is no number."),
    };

    /// <summary>What tells a loop from others: one that continues goes on where the last of the same name ended.</summary>
    public static string NameOf(ForStatement loop) => $"{loop.Identifier}-{MemberNames.Text(loop.Source)}";
}
