using Smtp.Host.Cli;

return await RootCommands.RunAsync(args);
