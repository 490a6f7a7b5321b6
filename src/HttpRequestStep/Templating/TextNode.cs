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
    public string Text => text;

    public override void Render(TemplateScope scope, TextSlot slot) => slot.Literal(text);
}

/// <summary>One <c>{{ expression }}</c>.</summary>
internal abstract class OutputNode : TextNode
{
    public abstract object? Evaluate(TemplateScope scope);

    public override void Render(TemplateScope scope, TextSlot slot) => TemplateValues.Print(Evaluate(scope), slot);
}

/// <summary>A plain path such as <c>{{ order.lines[0].id }}</c>: looked up without Fluid.</summary>
internal sealed class PathNode(string expression, PathSegment[] segments, TemplatePlace place) : OutputNode
{
    public bool Is(string variable) => segments is [var only] && only.Name == variable;

    public override object? Evaluate(TemplateScope scope)
    {
        object? container = null;
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            var found = i == 0
                ? scope.TryGet(segment.Name!, out var value)
                : segment.Name is not null ? TemplateValues.TryMember(container, segment.Name, out value) : TemplateValues.TryItem(container, segment.Index, out value);
            if (!found)
            {
                return scope.UndefinedIsEmpty
                    ? null
                    : throw TemplateFailures.Undefined(expression, segment.Name ?? string.Empty, place, i == 0 ? scope.Names : TemplateValues.Members(container));
            }

            container = value;
        }

        return container;
    }
}

/// <summary>A step of a path: a member or an item.</summary>
internal readonly record struct PathSegment(string? Name, int Index = 0);

/// <summary>Any other expression, evaluated by Fluid.</summary>
internal sealed class ExpressionNode(CheckedExpression expression) : OutputNode
{
    public override object? Evaluate(TemplateScope scope)
    {
        var value = expression.Evaluate(Liquid.CreateContext(scope), scope);
        return value is UndefinedValue or NilValue ? null : value;
    }
}

/// <summary>A template with tags, rendered by Fluid into the slot.</summary>
internal sealed class FluidNode(IFluidTemplate template, bool writesValues) : TextNode
{
    /// <summary>Whether a tag in it writes values that cannot be told from what the author wrote.</summary>
    public bool WritesValues => writesValues;

    public override void Render(TemplateScope scope, TextSlot slot)
    {
        var context = Liquid.CreateContext(scope);
        using var writer = new SlotWriter(slot);
        Completed.Now(template.RenderAsync(writer, NullEncoder.Default, context));
    }
}
