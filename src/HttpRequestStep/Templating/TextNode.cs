using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A piece of a compiled text.</summary>
internal abstract class TextNode
{
    public abstract void Render(TemplateScope scope, TextSlot slot);
}

/// <summary>What the author wrote.</summary>
internal sealed class LiteralNode(string text) : TextNode
{
    private readonly Literal _literal = new(text);

    public string Text => text;

    public override void Render(TemplateScope scope, TextSlot slot) => slot.Literal(_literal);
}

/// <summary>One <c>{{ expression }}</c>.</summary>
internal abstract class OutputNode : TextNode
{
    public abstract TemplateValue Evaluate(TemplateScope scope);

    public override void Render(TemplateScope scope, TextSlot slot) => Evaluate(scope).Print(slot, scope);
}

/// <summary>A plain path such as <c>{{ order.lines[0].id }}</c>: looked up without Fluid.</summary>
internal sealed class PathNode(string expression, PathSegment[] segments, TemplatePlace place) : OutputNode
{
    /// <summary>Whether it prints a secret, which the host has set.</summary>
    public bool IsSecret => segments[0].Name == "secrets";

    public bool Is(string variable) => segments is [var only] && only.Name == variable;

    public override TemplateValue Evaluate(TemplateScope scope)
    {
        if (!scope.TryGet(segments[0].Name!, out var root))
        {
            return Undefined(scope, segments[0], scope.Names);
        }

        var value = TemplateValue.Of(root);
        foreach (var segment in segments.AsSpan(1))
        {
            if (!(segment.Name is not null ? value.TryMember(segment.Name, out var next) : value.TryItem(segment.Index, out next)))
            {
                return Undefined(scope, segment, value.Members());
            }

            value = next;
        }

        return value;
    }

    private TemplateValue Undefined(TemplateScope scope, PathSegment segment, IEnumerable<string> known) => scope.Frame.UndefinedIsEmpty
        ? default
        : throw TemplateFailures.Undefined(expression, segment.Name ?? string.Empty, place, known);
}

/// <summary>A step of a path: a member or an item.</summary>
internal readonly record struct PathSegment(string? Name, int Index = 0);

/// <summary>Any other expression, evaluated by Fluid.</summary>
internal sealed class ExpressionNode(CheckedExpression expression) : OutputNode
{
    public override TemplateValue Evaluate(TemplateScope scope)
    {
        var value = expression.Evaluate(BoundedContext.Of(scope), scope);
        return value is UndefinedValue or NilValue ? default : TemplateValue.Of(value);
    }
}

/// <summary>A template from its first tag on.</summary>
internal abstract class TagsNode : TextNode;

/// <summary>A template with tags, rendered by Fluid into the slot.</summary>
internal sealed class FluidNode(IFluidTemplate template) : TagsNode
{
    public override void Render(TemplateScope scope, TextSlot slot)
    {
        slot.Tag();
        var context = BoundedContext.Of(scope);
        using var writer = new SlotWriter(slot);
        Completed.Now(template.RenderAsync(writer, NullEncoder.Default, context));
    }
}
