using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The scope as the model of a Fluid context.</summary>
internal class ScopeValue : FluidValue
{
    public TemplateScope Scope { get; set; } = null!;

    public override FluidValues Type => FluidValues.Dictionary;

    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => string.Empty;

    public override object ToObjectValue() => Scope;

    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) =>
        ValueTask.FromResult(Scope.TryGet(name, out var value) ? TemplateValues.ToFluid(value) : UndefinedValue.Instance);

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => ValueTask.CompletedTask;

    [Obsolete("Fluid calls WriteToAsync; this overload remains for its base class.")]
    public override void WriteTo(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo)
    {
    }
}
