using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>An object of the input as Fluid sees it. Printed, it is JSON: an empty text or a type name would lose the data.</summary>
internal sealed class StructureValue(object value) : FluidValue
{
    public object Value => value;

    public override FluidValues Type => FluidValues.Dictionary;

    public override bool Equals(FluidValue? other) => other switch
    {
        StructureValue structure => ReferenceEquals(structure.Value, value),
        EmptyValue or BlankValue => !TemplateValues.Members(value).Any(),
        _ => false,
    };

    public override bool Equals(object? obj) => Equals(obj as FluidValue);

    public override int GetHashCode() => value.GetHashCode();

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => JsonText.Of(value);

    public override object ToObjectValue() => value;

    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context)
    {
        if (TemplateValues.TryMember(value, name, out var member))
        {
            return ValueTask.FromResult(TemplateValues.ToFluid(member));
        }

        return ValueTask.FromResult<FluidValue>(name == "size" ? NumberValue.Create(TemplateValues.Members(value).Count()) : UndefinedValue.Instance);
    }

    /// <summary>Whether it has a member of this name.</summary>
    public override bool Contains(FluidValue name) => TemplateValues.TryMember(value, name.ToStringValue(), out _);

    public override ValueTask<FluidValue> GetIndexAsync(FluidValue index, TemplateContext context) =>
        GetValueAsync(TemplateValues.ToText(index, Liquid.ScopeOf(context).Frame.Intermediate), context);

    public override IEnumerable<FluidValue> Enumerate(TemplateContext context)
    {
        foreach (var name in TemplateValues.Members(value))
        {
            TemplateValues.TryMember(value, name, out var member);
            yield return new ArrayValue([new StringValue(name), TemplateValues.ToFluid(member)]);
        }
    }

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) =>
        new(writer.WriteAsync(ToStringValue()));

    [Obsolete("Fluid calls WriteToAsync; this overload remains for its base class.")]
    public override void WriteTo(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => writer.Write(ToStringValue());
}
