using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class MappingBodySerializer : BodySerializer<MappingBody>, ITakesBodyFields
{
    private const string ContentType = "application/json";

    // A mapping is compiled once for each plan of a step and lives as long as that.
    private readonly ConditionalWeakTable<StepPlan, MappingPlan> _plans = new();

    public string? RefusesFields(StepBody body, CompiledTexts texts) =>
        ((MappingBody)body).Root == "array" ? "A mapping takes further fields only when its root is an object, or a path in one." : null;

    protected override void Validate(MappingBody body, DefinitionContext context)
    {
        if (body.Fields.Count == 0)
        {
            context.Report("fields", "A mapping needs at least one field.");
        }

        for (var i = 0; i < body.Fields.Count; i++)
        {
            Validate(body.Fields[i], string.Create(CultureInfo.InvariantCulture, $"fields[{i}]"), context);
        }

        MappingShape.Of(body.Fields, (field, error) => context.Report(string.Create(CultureInfo.InvariantCulture, $"fields[{field}].to"), error));
        if (MappingRoot.Parse(body.Root).Error is { } badRoot)
        {
            context.Report("root", badRoot);
        }
    }

    protected override ValueTask<RenderedBody?> RenderAsync(MappingBody body, RenderContext context, CancellationToken cancellationToken)
    {
        var plan = _plans.GetValue(context.Plan, static plan => MappingPlan.Compile((MappingBody)plan.Body!, plan.Texts));
        var rendered = new PooledBody(context.MaxRequestSize) { ContentType = ContentType };
        try
        {
            var writer = JsonWriters.Rent(rendered);
            plan.Write(writer, context, cancellationToken);
            writer.Flush();
            JsonWriters.Return(writer);
            return new(JsonFields.MergeInto(rendered, context));
        }
        catch
        {
            rendered.Dispose();
            throw;
        }
    }

    private static void Validate(MappingField field, string path, DefinitionContext context)
    {
        var hasValue = field.Value.ValueKind != JsonValueKind.Undefined;
        if ((field.From is null ? 0 : 1) + (hasValue ? 1 : 0) + (field.Template is null ? 0 : 1) != 1)
        {
            context.Report(path, "A field takes exactly one of \"from\" (a column), \"value\" (a constant) and \"template\".");
        }
        else if (field.From is "")
        {
            context.Report(path + ".from", "The name of a column is needed.");
        }
        else if (hasValue)
        {
            ValidateConstant(field, path, context);
        }
    }

    private static void ValidateConstant(MappingField field, string path, DefinitionContext context)
    {
        try
        {
            MappingPlan.Constant(field);
        }
        catch (TemplateException exception)
        {
            context.Report(path + ".value", $"The constant cannot be written as \"{JsonNamingPolicy.CamelCase.ConvertName(field.As.ToString())}\": {exception.Message}");
        }
    }
}
