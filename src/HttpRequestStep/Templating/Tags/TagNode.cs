using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A piece of a template from its first tag on.</summary>
internal abstract class TagNode
{
    public abstract Completion Run(TemplateRun run);
}

/// <summary>Pieces one after the other.</summary>
/// <param name="nodes">The pieces.</param>
/// <param name="pays">Whether each costs a step beside its own.</param>
internal sealed class TagBlock(TagNode[] nodes, bool pays = false)
{
    public Completion Run(TemplateRun run)
    {
        foreach (var node in nodes)
        {
            if (pays)
            {
                run.Step();
            }

            var completion = node.Run(run);
            if (completion != Completion.Normal)
            {
                return completion;
            }
        }

        return Completion.Normal;
    }
}

/// <summary>What the author wrote.</summary>
internal sealed class TextTag(string text) : TagNode
{
    private readonly Literal _literal = new(text);

    public override Completion Run(TemplateRun run)
    {
        run.Step();
        run.Slot.Literal(_literal);
        return Completion.Normal;
    }
}

/// <summary>A comment.</summary>
internal sealed class SilentTag : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        run.Step();
        return Completion.Normal;
    }
}

/// <summary>The end of a loop or of one of its rounds.</summary>
internal sealed class JumpTag(Completion completion) : TagNode
{
    public override Completion Run(TemplateRun run) => completion;
}

/// <summary>The statements of a <c>liquid</c> tag.</summary>
internal sealed class GroupTag(TagBlock block) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        run.Step();
        return block.Run(run);
    }
}

/// <summary>One output: what it names must exist.</summary>
internal sealed class OutputTag(TemplateOperand operand, RequiredPath[] required) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        run.Step();
        if (!run.Scope.Frame.UndefinedIsEmpty)
        {
            foreach (var path in required)
            {
                path.Check(run);
            }
        }

        operand.Print(run);
        return Completion.Normal;
    }
}

/// <summary>An output of nothing but a path, which is looked up once.</summary>
internal sealed class PathTag(RequiredPath path) : TagNode
{
    private readonly PathOperand? _operand = path.Operand as PathOperand;

    public override Completion Run(TemplateRun run)
    {
        run.Step();
        if (_operand is not null && _operand.TryPrint(run))
        {
            return Completion.Normal;
        }

        TagValues.Print(run.Scope.Frame.UndefinedIsEmpty ? path.Operand.Evaluate(run) : path.Check(run), run);
        return Completion.Normal;
    }
}

/// <summary>A variable is given a value.</summary>
internal sealed class AssignTag(int slot, TemplateOperand operand) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        run.Step();
        run.Local(slot) = operand.Evaluate(run);
        return Completion.Normal;
    }
}

/// <summary>A variable is given what is written inside.</summary>
internal sealed class CaptureTag(int slot, TagBlock block) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        var outer = run.Slot;
        var buffer = TextBuffer.Rent(run.Scope.Frame.Intermediate);
        try
        {
            run.Slot = buffer.Plain;
            var completion = block.Run(run);
            run.Pay(buffer.Length);
            run.Local(slot) = TemplateValue.Of(buffer.ToString());
            return completion;
        }
        finally
        {
            run.Slot = outer;
            buffer.Return();
        }
    }
}

/// <summary>A counter of its own name space, printed and moved.</summary>
internal sealed class CounterTag(int slot, int change) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        run.Step();
        ref var counter = ref run.Local(slot);
        var value = TagValues.TryNumber(counter, out var number) ? number + change : 0;
        counter = TemplateValue.Of(NumberValue.Create(value));
        run.Slot.Literal(((FluidValue)counter.Object!).ToStringValue());
        return Completion.Normal;
    }
}

/// <summary>The first branch whose condition holds. A branch is a whole <c>if</c> or <c>unless</c>.</summary>
internal sealed class BranchTag((TagCondition? Condition, TagBlock Block)[] branches) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        foreach (var (condition, block) in branches)
        {
            if (condition is null || condition.Test(run))
            {
                return block.Run(run);
            }
        }

        return Completion.Normal;
    }
}

/// <summary>A branch for when the condition does not hold.</summary>
internal sealed class UnlessTag(TagCondition condition, TagBlock block, TagBlock? other) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        if (!condition.Test(run))
        {
            return block.Run(run);
        }

        return other?.Run(run) ?? Completion.Normal;
    }
}

/// <summary>Each branch that has the value among its options.</summary>
internal sealed class CaseTag(TemplateOperand operand, (TemplateOperand[] Options, TagBlock Block)[] branches, TagBlock? other) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        run.Step();
        var value = operand.Evaluate(run);
        var found = false;
        foreach (var (options, block) in branches)
        {
            foreach (var option in options)
            {
                if (TagCondition.AreEqual(value, option.Evaluate(run), run))
                {
                    found = true;
                    if (block.Run(run) is not Completion.Normal and var completion)
                    {
                        return completion;
                    }
                }
            }
        }

        return found ? Completion.Normal : other?.Run(run) ?? Completion.Normal;
    }
}
