namespace HttpRequestSteps;

/// <summary>Values of rows that are kept encoded: templates and mappings copy most of them as they lie, and only the others become objects.</summary>
internal abstract class EncodedRows
{
    /// <summary>The value at a place.</summary>
    public abstract RowCell Cell(int place);

    /// <summary>The value at a place as an object.</summary>
    public abstract object? Decode(int place);
}
