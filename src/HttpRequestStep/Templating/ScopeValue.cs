using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The scope as the model of a Fluid context.</summary>
internal sealed class ScopeValue(TemplateScope scope) : FluidValue
{
    public TemplateScope Scope => scope;

    public override FluidValues Type => FluidValues.Dictionary;

    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => string.Empty;

    public override object ToObjectValue() => scope;

    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) =>
        ValueTask.FromResult(scope.TryGet(name, out var value) ? TemplateValues.ToFluid(value) : UndefinedValue.Instance);

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => ValueTask.CompletedTask;

    [Obsolete("Fluid calls WriteToAsync; this overload remains for its base class.")]
    public override void WriteTo(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo)
    {
    }
}
