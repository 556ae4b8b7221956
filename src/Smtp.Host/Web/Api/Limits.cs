using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
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
        var parameters = endpoint.MethodInfo.GetParameters();
        foreach (var parameter in parameters)
            foreach (var limit in parameter.GetCustomAttributes<ValidationAttribute>())
                checks.Add((parameter.Position, parameter.Name!, limit));
        return checks.Count == 0 ? next : async request =>
        {
            // Who reads the values came before, and set the status where it could not, without a word about which of them.
            if (request.HttpContext.Response.StatusCode == StatusCodes.Status400BadRequest) return Unreadable(request.HttpContext.Request.Query, parameters);
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

    private static ProblemHttpResult Unreadable(IQueryCollection query, ParameterInfo[] parameters)
    {
        var unreadable = parameters.FirstOrDefault(one => query.ContainsKey(one.Name!) && !Reads(one.ParameterType, query[one.Name!].ToString()));
        if (unreadable?.Name is not { } name) return Problem.Of(ProblemKind.BadRequest, "A value in the query cannot be read.");
        var value = query[name].ToString();
        return Problem.Of(ProblemKind.BadRequest, $"'{name}' does not take '{value[..Math.Min(value.Length, 100)]}'.");
    }

    private static bool Reads(Type type, string value) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var number when number == typeof(int) => int.TryParse(value, CultureInfo.InvariantCulture, out _),
        var yesOrNo when yesOrNo == typeof(bool) => bool.TryParse(value, out _),
        _ => true,
    };

    private static string Words(string name, ValidationAttribute limit) => limit switch
    {
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"'{name}' takes a number from {range.Minimum} to {range.Maximum}."),
        StringLengthAttribute most => string.Create(CultureInfo.InvariantCulture, $"'{name}' takes {most.MaximumLength} characters at most."),
        AllowedValuesAttribute allowed => $"'{name}' takes {string.Join(", ", allowed.Values)}.",
        RegularExpressionAttribute => $"'{name}' takes what this host has given for it before, and nothing else.",
        _ => throw new InvalidOperationException($"No words for {limit.GetType().Name}."),
    };
}
