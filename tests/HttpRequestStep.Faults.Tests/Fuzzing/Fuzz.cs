using System.Globalization;
using System.Text;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>Changes made at random, the same for the same seed. FUZZ_RUNS makes more of them, FUZZ_SEED others.</summary>
internal sealed class Fuzz
{
    private static readonly string[] Tokens =
    [
        "{{", "}}", "{%", "%}", "{%-", "-}}", "|", ":", ",", ".", "..", "[", "]", "(", ")", "\"", "'", "\\", "\0", "\r\n", "\n", "\t", " ", "/", "//", "@", "#", "?", "%", "%2e", "%00", "null", "true", "-1", "1e999", "9999999999999999999",
        "\u00e9", "\u0130", "\u2028", "\ufeff", "\ud800", "\udc00", "\U0001F600", "{% raw %}", "{% endraw %}", "{% for i in (1..9) %}", "{% endfor %}", "{% if a %}", "{% endif %}", "| json", "| split: ''", "| url_encode", "| date: '%Y'", "| divided_by: 0", "| slice: -1",
    ];

    private readonly Random _random;
    private readonly int _seed;

    private Fuzz(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
    }

    public static int Runs(int usual) => Number("FUZZ_RUNS") ?? usual;

    /// <summary>Runs a check on each mutation of the texts; what fails says how to repeat it.</summary>
    public static async Task RunAsync(int seed, int runs, IReadOnlyList<string> texts, Func<string, Task> check)
    {
        var fuzz = new Fuzz(Number("FUZZ_SEED") ?? seed);
        for (var run = 0; run < Runs(runs); run++)
        {
            var mutated = fuzz.Mutate(texts[run % texts.Count]);
            try
            {
                await check(mutated);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"FUZZ_SEED={fuzz._seed} FUZZ_RUNS={run + 1}: {Convert.ToBase64String(Encoding.Unicode.GetBytes(mutated))} (UTF-16): {mutated}"), exception);
            }
        }
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Changes, takes away, doubles, cuts off or puts in something, a few times.</summary>
    private string Mutate(string text)
    {
        var mutated = new StringBuilder(text);
        for (var i = _random.Next(1, 5); i > 0 && mutated.Length > 0; i--)
        {
            var at = _random.Next(mutated.Length);
            _ = _random.Next(8) switch
            {
                0 => mutated.Remove(at, 1),
                1 => mutated.Insert(at, (char)_random.Next(256)),
                2 => mutated.Insert(at, mutated.ToString(at, Math.Min(8, mutated.Length - at))),
                3 => mutated.Remove(at, Math.Min(8, mutated.Length - at)),
                4 => mutated.Insert(at, Tokens[_random.Next(Tokens.Length)]),
                5 => mutated.Remove(at, mutated.Length - at),
                6 => mutated.Insert(at, mutated.ToString(at, 1).PadLeft(_random.Next(1, 300), mutated[at])),
                _ => mutated.Replace(mutated[at], (char)_random.Next(256), at, 1),
            };
        }

        return mutated.ToString();
    }
}
