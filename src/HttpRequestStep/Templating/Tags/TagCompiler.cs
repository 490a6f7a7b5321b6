using Fluid.Ast;
using Fluid.Ast.BinaryExpressions;

namespace HttpRequestSteps;

/// <summary>Compiles the tags of a syntax tree into nodes of ours.</summary>
internal sealed class TagCompiler
{
    private readonly OutputPlaces _places;
    private readonly Dictionary<string, int> _assigned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private OperandCompiler _operands;
    private int _slots;

    private TagCompiler(TagNames names, OutputPlaces places)
    {
        _places = places;
        foreach (var name in names.Assigned)
        {
            _assigned[name] = _slots++;
        }

        foreach (var name in names.Continued)
        {
            _positions[name] = _slots++;
        }

        _operands = new OperandCompiler(_assigned, new OutputRewriter(places));
    }

    /// <summary>The tags as one node, or null when Fluid has to render them.</summary>
    public static CompiledTags? TryCompile(IReadOnlyList<Statement> statements, OutputPlaces places)
    {
        var names = new TagNames(statements);
        if (names.NeedFluid)
        {
            return null;
        }

        var compiler = new TagCompiler(names, places);
        return compiler.Nodes(statements) is { } nodes ? new CompiledTags(nodes, compiler._slots) : null;
    }

    private TagNode[]? Nodes(IReadOnlyList<Statement> statements)
    {
        var nodes = new TagNode[statements.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (Node(statements[i]) is not { } node)
            {
                return null;
            }

            nodes[i] = node;
        }

        return nodes;
    }

    private TagNode? Node(Statement statement) => statement switch
    {
        TextSpanStatement text => Text(text),
        OutputStatement output => _operands.Output(output.Expression, _places.Of(output)),
        IfStatement branch => If(branch),
        UnlessStatement branch => Unless(branch),
        CaseStatement branch => Case(branch),
        ForStatement loop => For(loop),
        AssignStatement assign => new AssignTag(SlotOf(assign.Identifier), _operands.Compile(assign.Value)),
        CaptureStatement capture => Block(capture.Statements) is { } block ? new CaptureTag(SlotOf(capture.Identifier), block) : null,
        CycleStatement cycle => Cycle(cycle),
        IfChangedStatement changed => Block(changed.Statements) is { } block ? new IfChangedTag(block) : null,
        TableRowStatement table => Table(table),
        CommentStatement => new SilentTag(),
        RawStatement raw => new TextTag(raw.Text.ToString()),
        IncrementStatement counter => new CounterTag(Counter(counter.Identifier), 1),
        DecrementStatement counter => new CounterTag(Counter(counter.Identifier), -1),
        BreakStatement => new JumpTag(Completion.Break),
        ContinueStatement => new JumpTag(Completion.Continue),
        LiquidStatement group => Block(group.Statements) is { } block ? new GroupTag(block) : null,
        _ => null,
    };

    private static TagNode Text(TextSpanStatement text)
    {
        text.PrepareBuffer(Liquid.Options);
        return text.Buffer.Length == 0 ? new JumpTag(Completion.Normal) : new TextTag(text.Buffer);
    }

    private TagBlock? Block(IReadOnlyList<Statement> statements, bool pays = false) => Nodes(statements) is { } nodes ? new TagBlock(nodes, pays) : null;

    /// <summary>What follows an <c>else</c>; false when Fluid has to render it.</summary>
    private bool TryElse(ElseStatement? statement, out TagBlock? block)
    {
        block = statement is null ? null : Block(statement.Statements, pays: true);
        return statement is null || block is not null;
    }

    private BranchTag? If(IfStatement statement)
    {
        var branches = new List<(TagCondition?, TagBlock)>();
        if (Block(statement.Statements) is not { } first)
        {
            return null;
        }

        branches.Add((Condition(statement.Condition), first));
        foreach (var branch in statement.ElseIfs)
        {
            if (Block(branch.Statements, pays: true) is not { } block)
            {
                return null;
            }

            branches.Add((Condition(branch.Condition), block));
        }

        if (!TryElse(statement.Else, out var other))
        {
            return null;
        }

        return new BranchTag(other is null ? [.. branches] : [.. branches, (null, other)]);
    }

    private UnlessTag? Unless(UnlessStatement statement) => Block(statement.Statements) is { } block && TryElse(statement.Else, out var other)
        ? new UnlessTag(Condition(statement.Condition), block, other)
        : null;

    private CaseTag? Case(CaseStatement statement)
    {
        var branches = new List<(TemplateOperand[], TagBlock)>();
        foreach (var when in statement.Whens)
        {
            if (Block(when.Statements) is not { } block)
            {
                return null;
            }

            branches.Add(([.. when.Options.Select(_operands.Compile)], block));
        }

        return TryElse(statement.Else, out var other) ? new CaseTag(_operands.Compile(statement.Expression), [.. branches], other) : null;
    }

    private LoopTag? For(ForStatement statement)
    {
        var shape = new LoopShape(
            _operands.Compile(statement.Source),
            Optional(statement.Limit),
            statement.OffsetIsContinue ? null : Optional(statement.Offset),
            statement.Reversed,
            _positions.GetValueOrDefault(LoopWindow.NameOf(statement), -1),
            statement.OffsetIsContinue);
        var (variable, loop) = (_slots++, _slots++);
        var block = Inside(statement.Statements, (statement.Identifier, variable), (TagNames.Loop, loop));
        return block is not null && TryElse(statement.Else, out var other) ? new LoopTag(shape, variable, loop, block, other) : null;
    }

    private TableTag? Table(TableRowStatement statement)
    {
        var shape = new TableShape(_operands.Compile(statement.Source), Optional(statement.Limit), Optional(statement.Offset), Optional(statement.Cols));
        var (variable, loop) = (_slots++, _slots++);
        return Inside(statement.Statements, (statement.Identifier, variable), (TagNames.Table, loop)) is { } block ? new TableTag(shape, variable, loop, block) : null;
    }

    private CycleTag Cycle(CycleStatement statement) =>
        new(Cycles.KeyOf(statement), Optional(statement.Group), [.. statement.Values.Select(value => _operands.Output(value, default))]);

    private TemplateOperand? Optional(Expression? expression) => expression is null ? null : _operands.Compile(expression);

    /// <summary>The block of a loop, which sees its variable and what it tells of itself.</summary>
    private TagBlock? Inside(IReadOnlyList<Statement> statements, (string Name, int Slot) variable, (string Name, int Slot) loop)
    {
        var outer = _operands;
        var names = new Dictionary<string, int>(outer.Names, StringComparer.Ordinal);
        if (loop.Name == TagNames.Loop && outer.Names.TryGetValue(TagNames.Loop, out var parent))
        {
            names[TagNames.ParentLoop] = parent;
        }

        names[variable.Name] = variable.Slot;
        names[loop.Name] = loop.Slot;
        _operands = outer.With(names);
        var block = Block(statements);
        _operands = outer;
        return block;
    }

    private int SlotOf(string identifier) => _assigned[identifier];

    private int Counter(string identifier) => _counters.TryGetValue(identifier, out var slot) ? slot : _counters[identifier] = _slots++;

    private TagCondition Condition(Expression expression) => expression switch
    {
        AndBinaryExpression pair => new PairCondition(Condition(pair.Left), Condition(pair.Right), isAnd: true),
        OrBinaryExpression pair => new PairCondition(Condition(pair.Left), Condition(pair.Right), isAnd: false),
        BinaryExpression { Left: not BinaryExpression, Right: not BinaryExpression } comparison => Comparison(comparison),
        _ => new TruthCondition(_operands.Compile(expression)),
    };

    private TagCondition Comparison(BinaryExpression expression)
    {
        var (left, right) = (_operands.Compile(expression.Left), _operands.Compile(expression.Right));
        return expression switch
        {
            EqualBinaryExpression => new EqualityCondition(left, right, isEqual: true),
            NotEqualBinaryExpression => new EqualityCondition(left, right, isEqual: false),
            GreaterThanBinaryExpression order => new OrderCondition(left, right, isGreater: true, order.Strict),
            LowerThanBinaryExpression order => new OrderCondition(left, right, isGreater: false, order.Strict),
            ContainsBinaryExpression => new ContainsCondition(left, right),
            _ => new TruthCondition(_operands.Compile(expression)),
        };
    }
}
