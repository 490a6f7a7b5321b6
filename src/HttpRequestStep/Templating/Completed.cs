namespace HttpRequestSteps;

/// <summary>The result of what Fluid declares as asynchronous: every value of ours answers at once, so there is never a wait.</summary>
internal static class Completed
{
    public static T Now<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    public static void Now(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }
}
