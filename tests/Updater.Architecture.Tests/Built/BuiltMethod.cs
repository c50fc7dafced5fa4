using System.Reflection.Metadata;

namespace Updater.Architecture.Tests.Built;

/// <summary>One method of a built assembly with its instructions.</summary>
internal sealed class BuiltMethod
{
    private readonly MethodBodyBlock? _body;
    private IReadOnlyList<Instruction>? _instructions;

    public BuiltMethod(BuiltAssembly assembly, MethodDefinitionHandle handle, MethodBodyBlock? body)
    {
        Assembly = assembly;
        Handle = handle;
        _body = body;
    }

    public BuiltAssembly Assembly { get; }

    public MethodDefinitionHandle Handle { get; }

    public MethodDefinition Definition => Assembly.Metadata.GetMethodDefinition(Handle);

    public bool HasBody => _body != null;

    public int IlBytes => _body?.GetILReader().Length ?? 0;

    public StandaloneSignatureHandle LocalSignature => _body?.LocalSignature ?? default;

    public string Name => Assembly.NameOf(Definition.GetDeclaringType()) + "." + Assembly.Metadata.GetString(Definition.Name);

    public IEnumerable<EntityHandle> CaughtTypes =>
        _body?.ExceptionRegions.Where(region => !region.CatchType.IsNil).Select(region => region.CatchType) ?? [];

    public IReadOnlyList<Instruction> Instructions => _instructions ??= _body == null ? [] : Instruction.ReadAll(_body.GetILReader());
}
