using System.Globalization;
using System.Text.Json;
using Updater.Benchmarks;

(string Name, Func<Task<IReadOnlyList<Figure>>> Measure)[] sets =
[
    ("wire", WireFigures.MeasureAllAsync),
    ("memory", MemoryFigures.MeasureAllAsync),
    ("fleet", FleetFigures.MeasureAllAsync),
    ("crypto", () => Task.FromResult(CryptoFigures.MeasureAll())),
    ("code", () => Task.FromResult(CodeFigures.MeasureAll())),
];
string? only = null;
bool isJson = false;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--json":
            isJson = true;
            break;
        case "--only" when i + 1 < args.Length && sets.Any(set => set.Name == args[i + 1]):
            only = args[++i];
            break;
        default:
            Console.Error.WriteLine($"benchmarks: expected [--only {string.Join('|', sets.Select(set => set.Name))}] [--json], found \"{string.Join(' ', args)}\"");
            return 2;
    }
}

List<Figure> figures = [];
foreach ((string name, Func<Task<IReadOnlyList<Figure>>> measure) in sets)
{
    if (only == null || only == name)
    {
        figures.AddRange(await measure());
    }
}

if (isJson)
{
    Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
}
else
{
    int nameWidth = figures.Max(figure => figure.Name.Length);
    int goalWidth = figures.Max(figure => figure.Goal.Length);
    Print("figure", "goal", "measured");
    figures.ForEach(figure => Print(figure.Name, figure.Goal, figure.Measured + (figure.IsMet == false ? "  NOT MET" : "")));

    void Print(string name, string goal, string measured) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(nameWidth)}  {goal.PadRight(goalWidth)}  {measured}"));
}

return figures.Any(figure => figure.IsMet == false) ? 1 : 0;
