namespace HttpRequestSteps.Sync;

/// <summary>What asks for one page.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Offset">The rows of all pages before it.</param>
/// <param name="Cursor">What the page before has said about this one.</param>
/// <param name="Url">Its whole address, when the page before has named it.</param>
internal sealed record PageRequest(int Number, long Offset, string? Cursor = null, Uri? Url = null)
{
    public const string Variable = "page";

    /// <summary>What tells it from other pages, if the server has said so.</summary>
    public string? Name => Cursor ?? Url?.AbsoluteUri;
}
