using System.Diagnostics.CodeAnalysis;
using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Parlot;
using Parlot.Fluent;

namespace HttpRequestSteps;

/// <summary>The parser of Fluid, which leaves nothing out: where it stops before the end it says so, and a <c>liquid</c> tag may be empty.</summary>
internal sealed class LiquidParser : FluidParser
{
    public LiquidParser()
        : base(new FluidParserOptions { AllowFunctions = false, AllowParentheses = false, AllowLiquidTag = true })
    {
        RegisteredTags["liquid"] = TagEnd.Then<Statement>(static _ => new LiquidStatement([])).Or(RegisteredTags["liquid"]);
    }

    /// <summary>Parses a source; false when it is no template, with why and where.</summary>
    public bool TryParse(string source, [NotNullWhen(true)] out IFluidTemplate? template, [NotNullWhen(false)] out string? error)
    {
        (template, error) = Parse(source);
        return error is null;
    }

    private (IFluidTemplate? Template, string? Error) Parse(string source)
    {
        var context = new FluidParseContext(source);
        try
        {
            if (Grammar.TryParse(context, out var statements, out var error) && error is null && context.Scanner.Cursor.Eof)
            {
                return (new FluidTemplate(statements), null);
            }

            return (null, error is null ? $"What begins here cannot be read; look at what stands after its name at {context.Scanner.Cursor.Position}" : $"{error.Message} at {error.Position}");
        }
        catch (Exception exception)
        {
            // Whatever the parser throws, the source is what it could not read.
            return (null, exception.Message);
        }
    }
}
