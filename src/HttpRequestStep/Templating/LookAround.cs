using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>Stands at the beginning of each round of a loop of Fluid: what is cancelled ends there.</summary>
internal sealed class LookAround : Statement
{
    private static readonly LookAround One = new();

    /// <summary>The statements of a loop with one of these before them.</summary>
    public static IReadOnlyList<Statement> Before(IReadOnlyList<Statement> statements) => [One, .. statements];

    public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        ((BoundedContext)context).Look();
        return ValueTask.FromResult(Completion.Normal);
    }
}
