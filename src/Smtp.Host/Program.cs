using Smtp.Host.Cli;

// Under the name sendmail it is sendmail: cron and PHP call it by a path.
string[] command = SendmailCommand.IsCalled() ? ["sendmail", .. args] : args;
return await RootCommands.RunAsync(command);
