using System.Globalization;
using System.Reflection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A row of the matrix that has a test.</summary>
internal sealed record FaultRow(int Number, string Fault, IReadOnlyList<string> Tests, IReadOnlyList<PromiseAttribute> Promises, string? Difference)
{
    /// <summary>Every test of a fault, by its number.</summary>
    public static IReadOnlyList<FaultRow> All { get; } =
    [
        .. typeof(FaultRow).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .Where(static method => method.IsDefined(typeof(FaultAttribute)))
            .Select(Of)
            .OrderBy(static row => row.Number),
    ];

    private static IEnumerable<string> InOwnNetwork(string row) =>
        typeof(NetworkFaults).GetMethods().Where(method => method.IsDefined(typeof(NetworkFactAttribute)) && method.Name.StartsWith(row, StringComparison.Ordinal)).Select(static method => method.Name);

    private static FaultRow Of(MethodInfo method) => new(
        int.Parse(method.Name.AsSpan(1, 3), CultureInfo.InvariantCulture),
        method.GetCustomAttribute<FaultAttribute>()!.Fault,
        [method.Name, .. InOwnNetwork(method.Name[..5])],
        [.. method.GetCustomAttributes<PromiseAttribute>()],
        method.GetCustomAttribute<DiffersAttribute>()?.How);
}
