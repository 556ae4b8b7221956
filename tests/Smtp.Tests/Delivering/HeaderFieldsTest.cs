using System.Text;
using Smtp.Domain.Delivering;

namespace Smtp.Tests.Delivering;

public sealed class HeaderFieldsTest
{
    [Theory]
    [InlineData("A: 1\r\nBcc: x\r\n y\r\nB: 2\r\n\r\nBcc: z\r\n", "A: 1\r\nB: 2\r\n\r\nBcc: z\r\n")]
    [InlineData("bcc : x\r\nBCC: y\r\n", "")]
    [InlineData("A: 1\r\nBccs: x\r\n", "A: 1\r\nBccs: x\r\n")]
    [InlineData("No header.\r\nBcc: x\r\n", "No header.\r\nBcc: x\r\n")]
    [InlineData("A: 1\r\nBcc: cut off", "A: 1\r\n")]
    [InlineData("", "")]
    public void A_field_is_taken_out_and_all_else_stays(string content, string left) =>
        Assert.Equal(left, Encoding.Latin1.GetString(HeaderFields.Without(Encoding.Latin1.GetBytes(content), "Bcc")));
}
