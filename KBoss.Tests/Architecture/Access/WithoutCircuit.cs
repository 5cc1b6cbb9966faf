using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Makes the pages of circuits on the server, like those that have none: with their own services, layout and rule, and with what they load, which
/// then stands in the answer. A page is known by its type, so each gets an heir with the same routes and the mark of pages that have no circuit.
/// </summary>
internal sealed class WithoutCircuit : MatcherPolicy, IEndpointSelectorPolicy
{
    private static readonly ConstructorInfo Routes = typeof(RouteAttribute).GetConstructor([typeof(string)])!;
    private static readonly ConstructorInfo Mark = typeof(ExcludeFromInteractiveRoutingAttribute).GetConstructor([])!;

    private readonly ModuleBuilder heirs = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Heirs"), AssemblyBuilderAccess.Run).DefineDynamicModule("Heirs");
    private readonly ConcurrentDictionary<Endpoint, Lazy<Endpoint>> made = [];
    private int count;

    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => PageOf(endpoint) is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && PageOf(candidates[i].Endpoint) is not null)
            {
                candidates.ReplaceEndpoint(i, made.GetOrAdd(candidates[i].Endpoint, endpoint => new(() => Make(endpoint))).Value, candidates[i].Values);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The page of an endpoint that runs in a circuit.</summary>
    private static Type? PageOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type is { } page && !page.IsDefined(typeof(ExcludeFromInteractiveRoutingAttribute)) ? page : null;

    private RouteEndpoint Make(Endpoint endpoint)
    {
        lock (heirs)
        {
            var heir = heirs.DefineType($"Heir{++count}", TypeAttributes.Public, PageOf(endpoint));
            heir.SetCustomAttribute(new CustomAttributeBuilder(Mark, []));
            foreach (var route in PageOf(endpoint)!.GetCustomAttributes<RouteAttribute>())
            {
                heir.SetCustomAttribute(new CustomAttributeBuilder(Routes, [route.Template]));
            }

            return new RouteEndpoint(
                endpoint.RequestDelegate!, ((RouteEndpoint)endpoint).RoutePattern, ((RouteEndpoint)endpoint).Order,
                new EndpointMetadataCollection([.. endpoint.Metadata, new ComponentTypeMetadata(heir.CreateType())]), endpoint.DisplayName);
        }
    }
}
