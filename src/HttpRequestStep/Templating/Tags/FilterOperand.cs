using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A filter that Fluid brings or that works on any value.</summary>
internal sealed class FilterOperand(TemplateOperand input, FilterDelegate filter, (string? Name, TemplateOperand Value)[] parameters) : TemplateOperand
{
    private readonly FilterArguments? _constant = Array.TrueForAll(parameters, static parameter => parameter.Value is ConstantOperand) ? Arguments(parameters, null!) : null;

    public override TemplateValue Evaluate(TemplateRun run)
    {
        var arguments = _constant ?? Arguments(parameters, run);
        return Apply(input.Evaluate(run), arguments, filter, run);
    }

    public static TemplateValue Apply(in TemplateValue input, FilterArguments arguments, FilterDelegate filter, TemplateRun run) =>
        TagValues.Of(Completed.Now(filter(TagValues.ToFluid(input), arguments, run)));

    public static FilterArguments Arguments((string? Name, TemplateOperand Value)[] parameters, TemplateRun run)
    {
        var arguments = new FilterArguments();
        foreach (var (name, value) in parameters)
        {
            arguments.Add(name, value is ConstantOperand constant ? constant.Value : TagValues.ToFluid(value.Evaluate(run)));
        }

        return arguments;
    }
}
