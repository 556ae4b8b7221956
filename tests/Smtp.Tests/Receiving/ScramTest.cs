using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Tests.Receiving;

/// <summary>SCRAM-SHA-256 against the example exchange of RFC 7677 §3: user <c>user</c>, password <c>pencil</c>.</summary>
public sealed class ScramTest
{
    private const string ClientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ClientFinal =
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static readonly ScramServer Server =
        new(Read(ClientFirst), Keys("pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096), "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");

    [Fact]
    public void The_example_of_the_RFC_comes_out_word_for_word()
    {
        Assert.Equal(ServerFirst, Server.FirstMessage);
        Assert.Equal(ServerFinal, Server.Verify(ClientFinal));
    }

    [Theory]
    [InlineData("a proof of another password", "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVA=")]
    [InlineData("another nonce", "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("another GS2 header", "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("a proof that is too short", "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzb")]
    [InlineData("a proof that is too long", "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVRIelcAAAA=")]
    [InlineData("no proof", "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")]
    [InlineData("nothing", "")]
    public void A_final_message_with_this_is_refused(string what, string final) =>
        Assert.True(Server.Verify(final).IsNone, what);

    [Theory]
    [InlineData("n,,n=user,r=abc", "user")]
    [InlineData("y,,n=user,r=abc", "user")]
    [InlineData("n,a=user,n=user,r=abc", "user")]
    [InlineData("n,,n=a=2Cb=3Dc,r=abc", "a,b=c")]
    [InlineData("n,,n=user,r=abc,x=extension", "user")]
    public void A_first_message_names_its_user(string message, string user) => Assert.Equal(user, Read(message).User);

    [Theory]
    [InlineData("p=tls-unique,,n=user,r=abc")]
    [InlineData("n,a=other,n=user,r=abc")]
    [InlineData("n,,n=us=er,r=abc")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,m=ext,n=user,r=abc")]
    [InlineData("n,,n=user")]
    [InlineData("n,,")]
    [InlineData("")]
    public void A_first_message_that_is_none_is_not_taken(string message) => Assert.True(ScramClientFirst.Read(message).IsNone);

    [Theory]
    [InlineData("the longest nonce", 'n', 256, true)]
    [InlineData("a nonce that would not fit our challenge", 'n', 257, false)]
    [InlineData("a nonce beyond ASCII", 'ü', 10, false)]
    [InlineData("a nonce with a control character", '\t', 1, false)]
    public void A_nonce_is_printable_and_short_enough_to_be_repeated(string what, char character, int length, bool taken) =>
        Assert.True(ScramClientFirst.Read($"n,,n=user,r={new string(character, length)}").IsSome == taken, what);

    private static ScramClientFirst Read(string message) =>
        ScramClientFirst.Read(message).IfNone(() => throw new InvalidOperationException($"'{message}' was not read."));

    private static ScramKeys Keys(string password, string salt, int iterations)
    {
        var octets = Convert.FromBase64String(salt);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), octets, iterations, HashAlgorithmName.SHA256, 32);
        return new ScramKeys(
            new Secret(octets), iterations,
            new Secret(SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8))),
            new Secret(HMACSHA256.HashData(salted, "Server Key"u8)));
    }
}
