using System.Reflection;
using System.Reflection.Emit;

namespace InferBench.Runner.Tests.Architecture;

/// <summary>
/// Every type that a type's signatures and method bodies mention, read from the compiled assembly: a using line can lie,
/// a token cannot.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => (int)(ushort)o.Value);

    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(found, type.BaseType);
        AddAttributes(found, type);
        AddConstraints(found, type.GetGenericArguments());
        foreach (var i in type.GetInterfaces())
            Add(found, i);
        foreach (var field in type.GetFields(Everything))
            Add(found, field.FieldType);
        foreach (var member in type.GetMembers(Everything))
            AddAttributes(found, member);
        foreach (var method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            if (method is MethodInfo { ReturnType: var result })
                Add(found, result);
            if (method.IsGenericMethod)
                AddConstraints(found, method.GetGenericArguments());
            foreach (var parameter in method.GetParameters())
                Add(found, parameter.ParameterType);
            AddBody(found, method);
        }

        return found;
    }

    private static void AddBody(HashSet<Type> found, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } il)
            return;
        foreach (var local in body.LocalVariables)
            Add(found, local.LocalType);
        foreach (var clause in body.ExceptionHandlingClauses.Where(c => c.Flags == ExceptionHandlingClauseOptions.Clause))
            Add(found, clause.CatchType);
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < il.Length;)
        {
            int value = il[at++];
            if (value == 0xFE)
                value = 0xFE00 | il[at++];
            var code = OpCodesByValue[value];
            if (code.OperandType is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
                Add(found, method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments));
            at += OperandSize(code.OperandType, il, at);
        }
    }

    private static void AddAttributes(HashSet<Type> found, MemberInfo member)
    {
        foreach (var attribute in member.GetCustomAttributesData())
            Add(found, attribute.AttributeType);
    }

    private static void AddConstraints(HashSet<Type> found, Type[] arguments)
    {
        foreach (var constraint in arguments.Where(a => a.IsGenericParameter).SelectMany(a => a.GetGenericParameterConstraints()))
            Add(found, constraint);
    }

    private static int OperandSize(OperandType kind, byte[] il, int at) => kind switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };

    private static void Add(HashSet<Type> found, MemberInfo? member)
    {
        if (member is null)
            return;
        if (member is not Type type)
        {
            Add(found, member.DeclaringType);
            if (member is MethodInfo { IsGenericMethod: true } method)
                foreach (var argument in method.GetGenericArguments())
                    Add(found, argument);
            return;
        }

        while (type.HasElementType)
            type = type.GetElementType()!;
        foreach (var argument in type.GetGenericArguments())
            if (!argument.IsGenericParameter)
                Add(found, argument);
        if (!type.IsGenericParameter)
            found.Add(type);
    }
}
