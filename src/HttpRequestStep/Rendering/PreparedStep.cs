namespace HttpRequestSteps;

/// <summary>A step that is ready to be sent: rendered, its transport chosen.</summary>
internal sealed record PreparedStep(StepPlan Plan, RenderContext Context, RenderedRequest Request, TransportProfile Transport, Uri? ConnectionBase);
