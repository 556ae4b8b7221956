using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Smtp.Host.Web.Api.Problems;

namespace Smtp.Host.Web.Api;

/// <summary>Keeps parameters within the limits that their attributes give. The document of the API tells the same limits, from the same
/// attributes.</summary>
internal static class Limits
{
    /// <summary>A place in a list, as the host gives it.</summary>
    public const string Cursor = "^[0-9]{1,18}$";

    /// <summary>The filter of an endpoint.</summary>
    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext endpoint, EndpointFilterDelegate next)
    {
        var checks = new List<(int Position, string Name, ValidationAttribute Limit)>();
        foreach (var parameter in endpoint.MethodInfo.GetParameters())
            foreach (var limit in parameter.GetCustomAttributes<ValidationAttribute>())
                checks.Add((parameter.Position, parameter.Name!, limit));
        return checks.Count == 0 ? next : async request =>
        {
            foreach (var (position, name, limit) in checks)
            {
                var value = request.Arguments[position];
                if (!limit.IsValid(value)) return Problem.Of(ProblemKind.BadRequest, Words(name, limit));
            }
            return await next(request);
        };
    }

    /// <summary>A cursor that has passed its limits; null where there is none.</summary>
    public static long? Read(string? cursor) => cursor is null ? null : long.Parse(cursor, CultureInfo.InvariantCulture);

    /// <summary>A cursor as it is given.</summary>
    public static string? Write(long? cursor) => cursor?.ToString(CultureInfo.InvariantCulture);

    private static string Words(string name, ValidationAttribute limit) => limit switch
    {
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"'{name}' takes a number from {range.Minimum} to {range.Maximum}."),
        MaxLengthAttribute most => string.Create(CultureInfo.InvariantCulture, $"'{name}' takes {most.Length} characters at most."),
        AllowedValuesAttribute allowed => $"'{name}' takes {string.Join(", ", allowed.Values)}.",
        RegularExpressionAttribute => $"'{name}' takes what this host has given for it before, and nothing else.",
        _ => throw new InvalidOperationException($"No words for {limit.GetType().Name}."),
    };
}
