using System.Text.Json.Nodes;

namespace Smtp.Host.Configuration;

/// <summary>One value with a name: how it gets into <typeparamref name="TOwner"/> and how it is shown.</summary>
public abstract record Field<TOwner>(string Name, string Meaning, string Allowed)
{
    /// <summary>Whether the value is shown as <c>********</c> only.</summary>
    public bool Secret { get; init; }

    /// <summary>The default in words, where it depends on the machine.</summary>
    public string? DefaultIs { get; init; }

    /// <summary>Sets the value; false where the text is not allowed.</summary>
    public abstract bool Set(TOwner owner, string text);

    /// <summary>The value as text that <see cref="Set"/> takes.</summary>
    public abstract string Get(TOwner owner);

    /// <summary>The value as JSON.</summary>
    public abstract JsonNode? Json(TOwner owner);
}

/// <summary>Makes fields.</summary>
public static class Field
{
    /// <summary>Makes a field.</summary>
    public static Field<TOwner> Of<TOwner, T>(
        string name, ValueKind<T> kind, Func<TOwner, T> get, Action<TOwner, T> set, string meaning) =>
        new Typed<TOwner, T>(name, meaning, kind, get, set);

    private sealed record Typed<TOwner, T>(
        string Name, string Meaning, ValueKind<T> Kind, Func<TOwner, T> Reads, Action<TOwner, T> Writes)
        : Field<TOwner>(Name, Meaning, Kind.Allowed)
    {
        public override bool Set(TOwner owner, string text)
        {
            if (Kind.Read(text).Case is not T value) return false;
            Writes(owner, value);
            return true;
        }

        public override string Get(TOwner owner) => Kind.Write(Reads(owner));

        public override JsonNode? Json(TOwner owner) => Kind.Json(Reads(owner));
    }
}
