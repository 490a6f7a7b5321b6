namespace HttpRequestSteps;

/// <summary>A template from its first tag on, as nodes of ours.</summary>
internal sealed class CompiledTags(TagNode[] nodes, int locals) : TagsNode
{
    public override void Render(TemplateScope scope, TextSlot slot)
    {
        slot.Tag();
        var run = TemplateRun.Rent(scope, slot, locals);
        foreach (var node in nodes)
        {
            // A break outside of any loop ends nothing, as in Fluid.
            _ = node.Run(run);
        }

        run.Return();
    }
}
