namespace Smtp.Host.Tests.Web.Pages;

/// <summary>A test with a real browser; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Program is null) Skip = "No Chromium here: install chromium-headless-shell or chromium, or name one in CHROMIUM.";
    }
}
