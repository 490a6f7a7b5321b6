namespace HttpRequestSteps.Sync;

/// <summary>Checks a sync definition: every error at once. Needs no network.</summary>
internal sealed class SyncValidator(SourceTable sources, Func<HttpRequestStep, IReadOnlyList<DefinitionError>> validateStep, DefinitionJson json)
{
    public IReadOnlyList<DefinitionError> Validate(SyncDefinition definition)
    {
        var errors = new List<DefinitionError>();
        CheckName(definition.Name, errors);
        CheckColumns(definition, errors);
        errors.AddRange(sources.Validate(definition.Source).Select(error => error with { Path = error.Path.Length == 0 ? "$.source" : $"$.source.{error.Path}" }));
        CheckTriggers(definition, errors);
        CheckErrors(definition.Errors, errors);
        CheckRateLimit(definition.RateLimit, errors);
        CheckBatchResponse(definition, errors);
        // A connection that is the sync's is said to be wrong once, not for each trigger.
        return [.. errors.Distinct()];
    }

    private static void CheckName(string name, List<DefinitionError> errors)
    {
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name.Trim('.').Length == 0)
        {
            errors.Add(new DefinitionError("$.name", "A name holds letters, digits, \"-\", \"_\" and \".\" only: the state is kept under it."));
        }
    }

    private static void CheckColumns(SyncDefinition definition, List<DefinitionError> errors)
    {
        if (definition.PrimaryKey.Count == 0 || definition.PrimaryKey.Any(string.IsNullOrEmpty))
        {
            errors.Add(new DefinitionError("$.primaryKey", "The name of at least one column is needed."));
        }

        if (definition.PrimaryKey.Distinct(StringComparer.Ordinal).Count() < definition.PrimaryKey.Count)
        {
            errors.Add(new DefinitionError("$.primaryKey", "A column is named twice."));
        }
    }

    private void CheckTriggers(SyncDefinition definition, List<DefinitionError> errors)
    {
        var triggers = definition.Triggers;
        if (triggers.Added is null && triggers.Changed is null && triggers.Removed is null)
        {
            errors.Add(new DefinitionError("$.triggers", "At least one of \"added\", \"changed\" and \"removed\" is needed."));
        }

        foreach (var change in Enum.GetValues<ChangeKind>())
        {
            CheckTrigger(definition, change, errors);
        }
    }

    private void CheckTrigger(SyncDefinition definition, ChangeKind change, List<DefinitionError> errors)
    {
        if (definition.Triggers.Of(change) is not { } trigger)
        {
            return;
        }

        var path = "$.triggers." + System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(change.ToString());
        if (trigger.BatchSize is { Rows: < 1 or > BatchSize.Largest })
        {
            errors.Add(new DefinitionError(path + ".batchSize", $"Expected true or a number of rows from 1 to {BatchSize.Largest}."));
        }

        if (trigger.BatchSize is not null && trigger.Step.Body is MappingBody { Root: null or "object" })
        {
            errors.Add(new DefinitionError(path + ".step.body.root", "The rows of a batch need a place: \"root\": \"array\", or the path of the property that holds them."));
        }

        if (trigger.BatchSize is not null && SyncCredentials.DependOnRows(trigger.Step))
        {
            errors.Add(new DefinitionError(path + ".step.authentication", "The rows of a batch share their credentials: they cannot depend on \"rows\". Send one row in a request, without \"batchSize\", or have a sync for each account."));
        }

        errors.AddRange(RowNames.Check(trigger.Step, trigger.BatchSize is not null, path + ".step", json));
        if (trigger.Step.Retry is not null)
        {
            errors.Add(new DefinitionError(path + ".step.retry", "A sync retries its requests itself: say so under its \"errors\"."));
        }

        if (trigger.Step.OnFailure is not null)
        {
            errors.Add(new DefinitionError(path + ".step.onFailure", "What a failure means is the sync's to say, under its \"errors\"."));
        }

        var step = DeliveryPlan.Step(definition with { IdempotencyKey = SyncIdempotencyKey.Off }, change)! with { Name = trigger.Step.Name, Retry = null, OnFailure = null };
        errors.AddRange(validateStep(step).Select(error => error with { Path = error.Path == "$.connection" && trigger.Step.Connection is null ? error.Path : path + ".step" + error.Path[1..] }));
    }

    private static void CheckErrors(SyncErrors? syncErrors, List<DefinitionError> errors)
    {
        if (syncErrors is { Attempts: < 1 or > 100 })
        {
            errors.Add(new DefinitionError("$.errors.attempts", "The attempts in all, the first one included: 1 to 100."));
        }

        if (syncErrors is { Retry: SyncRetry.NextRun, Attempts: > 1 })
        {
            errors.Add(new DefinitionError("$.errors.attempts", "With \"retry\": \"nextRun\" a request is made once in a run: leave out \"attempts\" or say \"immediately\"."));
        }
    }

    private static void CheckRateLimit(RateLimits? limits, List<DefinitionError> errors)
    {
        for (var i = 0; i < (limits?.Count ?? 0); i++)
        {
            if (limits![i] is { Requests: < 1 } or { Concurrency: < 1 or > 10_000 })
            {
                errors.Add(new DefinitionError("$.rateLimit", "\"requests\" must be at least 1, and \"concurrency\" from 1 to 10000."));
            }
        }
    }

    private static void CheckBatchResponse(SyncDefinition definition, List<DefinitionError> errors)
    {
        if (definition.BatchResponse is not { } response)
        {
            return;
        }

        if (!Enum.GetValues<ChangeKind>().Any(change => definition.Triggers.Of(change)?.BatchSize is not null))
        {
            errors.Add(new DefinitionError("$.batchResponse", "It tells the rows of a batch apart, and no trigger has a \"batchSize\": the status says what became of one row. Leave it out, or send the rows in batches."));
        }

        if (response.Results is null == response.Errors is null)
        {
            errors.Add(new DefinitionError("$.batchResponse", "Give either \"results\" (a result for every row) or \"errors\" (the rows that failed)."));
        }

        if (response.Errors is not null && response.Index is null == response.Key is null)
        {
            errors.Add(new DefinitionError("$.batchResponse.errors", "Say how an error names its row: either \"index\" or \"key\"."));
        }

        if (response.By == ResultOrder.Key && response.Key is null)
        {
            errors.Add(new DefinitionError("$.batchResponse.key", "\"by\": \"key\" needs the path of the key in a result."));
        }
    }
}
