using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Serilog;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Policies;
using Smtp.Host.Recording;
using Smtp.Host.Sending;
using Smtp.Host.Storage;
using Smtp.Host.Telemetry;
using Smtp.Host.Web;
using Smtp.Host.Web.Search;

namespace Smtp.Host.Receiving;

/// <summary>The whole host: store, policies and listeners, from start to orderly stop.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly MailServer _mail;
    private readonly IHost _app;
    private readonly Parts _parts;

    private SmtpServer(MailServer mail, IHost app, Parts parts) => (_mail, _app, _parts) = (mail, app, parts);

    /// <summary>The store, for whoever looks at the mail.</summary>
    public IStore Store => _parts.Store;

    /// <summary>What is still to be delivered.</summary>
    public IQueue Queue => _parts.Store;

    /// <summary>The connections now.</summary>
    public ConnectionLimits Connections => _parts.Connections;

    /// <summary>What is measured.</summary>
    public Instruments Instruments => _parts.Instruments;

    /// <summary>Takes recordings.</summary>
    public SessionArchive Archive => _parts.Archive;

    /// <summary>The configuration in force.</summary>
    public LiveConfiguration Configuration => _parts.Configuration;

    /// <summary>Where the host listens, as the system told: a port 0 has become the port that it chose.</summary>
    public IReadOnlyList<(ListenerOptions Listener, string Address)> Listening => _mail.Listening;

    /// <summary>The address line of a browser for the pages; null where there are none.</summary>
    public string? WebUrl => _parts.Web is { } web ? WebPlace.Url(ListenSockets.AddressOf(web)) : null;

    /// <summary>Opens the store and listens.</summary>
    /// <exception cref="IOException">An address is in use, or the store cannot be opened.</exception>
    /// <exception cref="ListenException">Nobody may listen at an address, or there is no such address.</exception>
    public static async Task<SmtpServer> StartAsync(LoadedConfiguration loaded, TimeProvider time, CancellationToken stop)
    {
        var store = await SqliteStore.OpenAsync(StoreSettings.From(loaded), StoreRole.Host, Log.Logger, stop);
        var parts = new Parts(store, new LiveConfiguration(loaded), time);
        MailServer? mail = null;
        try
        {
            parts.Mail = mail = await MailServer.StartAsync(parts, stop);
            var app = Build(parts);
            await app.StartAsync(stop);
            parts.StartCourier();
            return new SmtpServer(mail, app, parts);
        }
        catch
        {
            if (mail is not null)
            {
                await mail.StopAsync(TimeSpan.Zero);
                await mail.DisposeAsync();
            }
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when it was told to stop, or something within it has ended that must not.</summary>
    /// <param name="told">Completes when it is told to stop.</param>
    public async Task WaitForStopAsync(Task told)
    {
        var stopping = new TaskCompletionSource();
        await using var _ = _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await Task.WhenAny(told, stopping.Task);
    }

    /// <summary>Stops: no new sessions, idle ones are told 421, messages on their way may finish within the grace period.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_mail.StopAsync(_parts.Configuration.Options.Timeouts.Shutdown), _app.StopAsync());
        // What it does last is still measured: with the application those end who listen.
        await _parts.StopCourierAsync();
        await ((IAsyncDisposable)_app).DisposeAsync();
        await _mail.DisposeAsync();
        await _parts.DisposeAsync();
    }

    private static IHost Build(Parts parts) => WebPlace.Of(parts.Configuration.Loaded) is { } web
        ? BuildWithPages(parts, web)
        : BuildAlone(parts);

    private static IHost BuildAlone(Parts parts)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "smtp" });
        AddCommon(builder, parts, isAsked: false);
        return builder.Build();
    }

    private static WebApplication BuildWithPages(Parts parts, WebPlace web)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "smtp" });
        AddCommon(builder, parts, isAsked: true);
        WebSite.Add(builder.Services, parts, web);
        builder.Services.Configure<SocketTransportOptions>(ListenSockets.Configure);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ListenSockets.Listen(kestrel, web.Address, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                parts.Web = endpoint;
            });
        });
        var app = builder.Build();
        WebSite.Map(app);
        return app;
    }

    private static void AddCommon(IHostApplicationBuilder builder, Parts parts, bool isAsked)
    {
        var options = parts.Configuration.Options;
        builder.Services.AddSerilog(Log.Logger);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Timeouts.Shutdown);
        builder.Services.AddHostedService(_ => new Purging(parts.Store, parts.Time));
        Exporting.Add(builder, parts.Instruments, options.Telemetry, isAsked);
    }

    /// <summary>What the listeners share, and what is closed when they have ended.</summary>
    internal sealed class Parts : IAsyncDisposable
    {
        public Parts(SqliteStore store, LiveConfiguration configuration, TimeProvider time)
        {
            (Store, Configuration, Time) = (store, configuration, time);
            var options = configuration.Options;
            Connections = new ConnectionLimits(() => configuration.Options.Limits);
            Gauges.Add(Instruments.Meter, Connections, store, time);
            store.Committed = Instruments.Committed;
            Logins = new Logins(store, time);
            Archive = new SessionArchive(store, () => configuration.Options.Record, time, Log.Logger);
            Certificates = options.Listeners.Exists(listener => listener.Tls != "none")
                ? Certificates.Open(configuration.Loaded, time)
                : null;
            Answers = new Answers(
                [Connections, new RecipientPolicy(() => configuration.Directions, store), new RoomPolicy(store)], store, Logins,
                () => configuration.Directions, () => Courier?.Wake(), time);
        }

        /// <summary>Delivers what goes on; null where nobody does, as in a single session.</summary>
        public Courier? Courier { get; private set; }

        /// <summary>Begins to deliver.</summary>
        public void StartCourier()
        {
            var desk = new Desk(Store, () => DeskSettings.From(Configuration), Time, Log.Logger, Instruments);
            var recorded = new RecordedConversations(Store, () => Configuration.Options.Record, Time, Log.Logger);
            var carriers = new MeasuredCarriers(new Carriers(Configuration, recorded, Time), Instruments, Time);
            Courier = new Courier(new Courier.Parts(
                Store, desk, carriers, () => Configuration.Options.Queue.Concurrency,
                () => Configuration.Options.Timeouts.Shutdown, () => Configuration.Options.Record.Age, Time, Log.Logger));
        }

        /// <summary>Lets messages on their way to others arrive, and delivers no more.</summary>
        public async ValueTask StopCourierAsync()
        {
            var courier = Courier;
            Courier = null;
            if (courier is not null) await courier.DisposeAsync();
        }

        public SqliteStore Store { get; }
        public LiveConfiguration Configuration { get; }
        public ConnectionLimits Connections { get; }
        public Logins Logins { get; }
        public Certificates? Certificates { get; }
        public Answers Answers { get; }
        public TimeProvider Time { get; }
        public SessionArchive Archive { get; }
        public Instruments Instruments { get; } = new();
        public ListenOptions? Web { get; set; }
        public MailServer? Mail { get; set; }
        public IReadOnlyList<(ListenerOptions Listener, string Address)> Listening => Mail?.Listening ?? [];

        public Shell Shell => new(
            Answers, Store, Certificates, Configuration.Options.Protocol.EarlyTalkers == "refuse",
            Configuration.Options.Protocol.GreetingDelay, Time, Archive, Instruments);

        public async ValueTask<Settings> SettingsForAsync(ListenerOptions listener, CancellationToken stop) =>
            Configuration.SettingsFor(listener, await Logins.AnyAccountsAsync(stop));

        public async ValueTask DisposeAsync()
        {
            Certificates?.Dispose();
            await StopCourierAsync();
            await Archive.DisposeAsync();
            await Store.DisposeAsync();
            Instruments.Dispose();
        }
    }
}
