using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>One of several outputs, the next one each time.</summary>
/// <param name="key">What it goes on by when it has no name.</param>
/// <param name="name">Its name.</param>
/// <param name="outputs">What it prints in turn.</param>
internal sealed class CycleTag(object key, TemplateOperand? name, TagNode[] outputs) : TagNode
{
    private readonly object? _key = name switch
    {
        null => key,
        ConstantOperand constant => Cycles.KeyOf(constant.Value, default),
        _ => null,
    };

    public override Completion Run(TemplateRun run)
    {
        run.Step();
        var at = run.Cycles.Next(_key ?? Cycles.KeyOf(TagValues.ToFluid(name!.Evaluate(run)), run.Scope.Frame.Intermediate), outputs.Length);
        return at < outputs.Length ? outputs[at].Run(run) : Completion.Normal;
    }
}
