using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>An expression that is printed: what it names must exist, unless <c>default</c> follows.</summary>
internal sealed class CheckedExpression
{
    private readonly Expression _expression;
    private readonly TemplatePlace _place;
    private readonly IReadOnlyList<MemberExpression> _required;

    public CheckedExpression(Expression expression, TemplatePlace place)
    {
        _expression = expression;
        _place = place;
        _required = [.. Required(expression)];
    }

    public FluidValue Evaluate(TemplateContext context, TemplateScope scope)
    {
        if (!scope.Frame.UndefinedIsEmpty)
        {
            foreach (var member in _required)
            {
                Check(member, context, scope);
            }
        }

        return Completed.Now(_expression.EvaluateAsync(context));
    }

    private void Check(MemberExpression member, TemplateContext context, TemplateScope scope)
    {
        if (Completed.Now(member.EvaluateAsync(context)) is UndefinedValue && !IsLocalNil(member, context))
        {
            var first = MemberNames.First(member);
            var isThere = scope.TryGet(first, out _) || !context.GetValue(first).IsNil();
            throw TemplateFailures.Undefined(MemberNames.Of(member), first, _place, isThere ? [] : scope.Names);
        }
    }

    /// <summary>A variable of a tag whose value is nil exists; Fluid goes on to look for it in the model.</summary>
    private static bool IsLocalNil(MemberExpression member, TemplateContext context) =>
        member.Segments is [IdentifierSegment local] && context.GetValue(local.Identifier) is NilValue;

    /// <summary>The paths of an output that must exist.</summary>
    public static IEnumerable<MemberExpression> Required(Expression expression)
    {
        var defaulted = false;
        while (expression is FilterExpression filter)
        {
            defaulted |= filter.Name == "default";
            foreach (var parameter in filter.Parameters)
            {
                foreach (var member in Required(parameter.Expression))
                {
                    yield return member;
                }
            }

            expression = filter.Input;
        }

        if (expression is MemberExpression direct && !defaulted)
        {
            yield return direct;
        }
    }
}
