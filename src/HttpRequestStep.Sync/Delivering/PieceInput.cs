namespace HttpRequestSteps.Sync;

/// <summary>The variables that the step of a piece is rendered with.</summary>
internal static class PieceInput
{
    public static StepInput Create(Piece piece, DeliveryPlan plan, RowKeys keys, RunRecord run, StepDelivery? delivery)
    {
        var name = plan.Definition.Name;
        var input = new StepInput { RunId = run.Id, Delivery = delivery };
        input["sync"] = new Dictionary<string, object?>(2, StringComparer.Ordinal) { ["name"] = name, ["idempotency_key"] = piece.IdempotencyKey(name) };
        if (plan.IsBatch(piece.Change))
        {
            input[TemplateScope.Rows] = piece.Rows(keys);
        }
        else
        {
            input[TemplateScope.Row] = piece.Rows(keys)[0];
        }

        return input;
    }
}
