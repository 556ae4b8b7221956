using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Smtp.Tests.Architecture;

/// <summary>In LanguageExt 4.4.9 a collection expression <c>[x]</c> for a <c>Seq&lt;T&gt;</c> compiles to calls of the immutable
/// <c>Add</c> whose results are dropped: an empty Seq, and no warning. <c>Seq1(x)</c> says what is meant; <c>[]</c> is fine.</summary>
internal static class SeqTrap
{
    private const byte Call = 0x28;
    private const byte Pop = 0x26;

    /// <summary>The methods which call <c>Seq&lt;T&gt;.Add</c> and throw away what it returns.</summary>
    public static IReadOnlyList<string> Dropped(string path)
    {
        using var pe = new PEReader(File.OpenRead(path));
        var reader = pe.GetMetadataReader();
        var adds = Enumerable.Range(1, reader.GetTableRowCount(TableIndex.MemberRef))
            .Select(row => MetadataTokens.MemberReferenceHandle(row))
            .Where(handle => IsAdd(reader, reader.GetMemberReference(handle)))
            .Select(handle => MetadataTokens.GetToken(handle))
            .ToHashSet();
        List<string> found = [];
        foreach (var handle in reader.MethodDefinitions)
        {
            var method = reader.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            var code = pe.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
            for (var i = 0; i + 5 < code.Length; i++)
                if (code[i] == Call && code[i + 5] == Pop && adds.Contains(BitConverter.ToInt32(code, i + 1)))
                    found.Add(reader.GetString(method.Name));
        }
        return found;
    }

    private static bool IsAdd(MetadataReader reader, MemberReference member)
    {
        if (reader.GetString(member.Name) != "Add" || member.Parent.Kind != HandleKind.TypeSpecification) return false;
        var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)member.Parent).Signature);
        // GENERICINST VALUETYPE|CLASS TypeDefOrRef … (ECMA-335 §II.23.2.12)
        blob.ReadByte();
        blob.ReadByte();
        var type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference
            && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name) == "Seq`1";
    }
}
