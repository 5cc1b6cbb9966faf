using KBoss.Domain.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Marketing;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Tickets;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Search;

/// <summary>What a source finds, as a row of a database.</summary>
internal sealed class Found
{
    public Thing Thing { get; set; }

    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    public string Of { get; set; } = "";

    public string Within { get; set; } = "";
}

/// <summary>Finds things of one kind among those that an actor sees.</summary>
internal delegate IQueryable<Found> Source(KBossDbContext db, Actor me, Sought sought);

/// <summary>Where things are found, each as narrow as the list and the page of the kind: by the same permission, among the same rows [R-ISO-2].</summary>
internal static class Sources
{
    /// <summary>The sources that may have something for this actor and this text.</summary>
    public static IEnumerable<Source> For(Actor me, Sought sought)
    {
        var staff = me.Kind == OrganizationKind.Distributor;
        if (sought.Range(BusinessNumber.Order) is not null && me.Has(staff ? Permissions.OrdersOfCustomers : Permissions.OrdersView))
        {
            yield return Orders;
        }

        if (sought.Range(BusinessNumber.Recharge) is not null && me.Has(staff ? Permissions.CashView : Permissions.WalletView))
        {
            yield return Recharges;
        }

        if (staff && (me.Has(Permissions.CustomersView) || me.Has(Permissions.CashView)))
        {
            yield return Customers;
        }

        if (staff ? sought.Range(BusinessNumber.Resource) is not null && me.Has(Permissions.OrdersOfCustomers) : me.Has(Permissions.ResourcesView))
        {
            yield return staff ? ResourcesOfCustomers : Resources;
        }

        if (sought.Range(BusinessNumber.Task) is not null && me.Has(Permissions.FulfilmentView))
        {
            yield return Tasks;
        }

        if (sought.Range(BusinessNumber.ResourceTask) is not null && me.Has(Permissions.FulfilmentView))
        {
            yield return ResourceTasks;
        }

        if (me.Has(Permissions.TicketsView))
        {
            yield return sought.Range(BusinessNumber.Ticket) is null ? TicketsByTitle : TicketsByNumber;
        }

        if (staff && me.Has(Permissions.ConversationsAnswer))
        {
            yield return Conversations;
        }

        if (me.Has(Permissions.SuppliersView))
        {
            yield return Products;
            yield return Skus;
            yield return Suppliers;
        }

        if (me.Has(Permissions.PricesSetDistributor))
        {
            yield return Distributors;
        }

        if (me.Has(Permissions.MembersManage))
        {
            yield return Members;
        }

        if (me.Has(Permissions.PromotionsView))
        {
            yield return Promotions;
        }

        if (me.Has(Permissions.CampaignsManage))
        {
            yield return Campaigns;
        }

        if (sought.Range(BusinessNumber.Approval) is not null && me.Has(Permissions.ApprovalsUse))
        {
            yield return Approvals;
        }

        if (me.Has(Permissions.StockView))
        {
            yield return Devices;
        }
    }

    private static IQueryable<Found> Orders(KBossDbContext db, Actor me, Sought sought)
    {
        var orders = me.Kind == OrganizationKind.Customer ? db.Orders.Where(o => o.BuyerId == me.OrganizationId) : db.OrdersOf(me);
        return orders.Numbered(o => o.OrderNo, sought.Range(BusinessNumber.Order))
            .Select(o => new Found
            {
                Thing = Thing.Order,
                Key = o.OrderNo,
                Name = o.OrderNo,
                Of = db.Customers.Where(c => c.BuyerId == o.BuyerId && c.SellerId == o.SellerId).Select(c => c.Name).FirstOrDefault() ?? "",
                Within = "",
            })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Recharges(KBossDbContext db, Actor me, Sought sought)
    {
        var buyers = db.CustomersByCashOf(me).Select(c => c.BuyerId);
        var recharges = me.Kind == OrganizationKind.Customer
            ? db.Recharges.Where(r => r.BuyerId == me.OrganizationId)
            : db.Recharges.Where(r => r.SellerId == me.OrganizationId && buyers.Contains(r.BuyerId));
        return recharges.Numbered(r => r.RechargeNo, sought.Range(BusinessNumber.Recharge))
            .Select(r => new Found
            {
                Thing = Thing.Recharge,
                Key = r.RechargeNo,
                Name = r.RechargeNo,
                Of = db.Customers.Where(c => c.BuyerId == r.BuyerId && c.SellerId == r.SellerId).Select(c => c.Name).FirstOrDefault() ?? "",
                Within = "",
            })
            .Take(SearchQueries.MostOfAKind);
    }

    /// <summary>By a part of name, contact or code, or the whole phone, because a part of it would let people find out what is masked.</summary>
    private static IQueryable<Found> Customers(KBossDbContext db, Actor me, Sought sought)
    {
        var (pattern, begin, phone) = (sought.Pattern, sought.Begin, sought.Phone);
        var seen = me.Has(Permissions.CustomersView) ? db.CustomersOf(me) : db.CustomersByCashOf(me);
        return seen
            .Where(c => SearchText.Finds(c.Name, pattern) || SearchText.Finds(c.Contact, pattern) || (phone != null && c.Phone == phone)
                || db.Organizations.Any(o => o.Id == c.BuyerId && SearchText.Finds(o.Code, pattern)))
            .OrderByDescending(c => SearchText.Finds(c.Name, begin)).ThenBy(c => c.Name).ThenBy(c => c.Id)
            .Select(c => new Found
            {
                Thing = Thing.Customer,
                Key = db.Organizations.Where(o => o.Id == c.BuyerId).Select(o => o.Code).FirstOrDefault() ?? "",
                Name = c.Name,
                Of = c.Contact,
                Within = "",
            })
            .Take(SearchQueries.MostOfAKind);
    }

    /// <summary>A customer's own, by product, configuration or the name that it gave, too: it has few.</summary>
    private static IQueryable<Found> Resources(KBossDbContext db, Actor me, Sought sought)
    {
        var pattern = sought.Pattern;
        return db.Resources
            .Where(r => r.BuyerId == me.OrganizationId && (SearchText.Finds(r.ResourceNo, pattern) || SearchText.Finds(r.Sold.ProductName, pattern)
                || SearchText.Finds(r.Sold.Options, pattern)
                || db.ResourceLabels.Any(l => l.OrganizationId == me.OrganizationId && l.ResourceNo == r.ResourceNo && SearchText.Finds(l.Name, pattern))))
            .OrderByDescending(r => r.Id)
            .Select(r => new Found { Thing = Thing.Resource, Key = r.ResourceNo, Name = r.ResourceNo, Of = r.Sold.ProductName, Within = r.OrderNo })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> ResourcesOfCustomers(KBossDbContext db, Actor me, Sought sought)
    {
        var orders = db.OrdersOf(me).Select(o => o.OrderNo);
        return db.Resources.Where(r => r.SellerId == me.OrganizationId && orders.Contains(r.OrderNo))
            .Numbered(r => r.ResourceNo, sought.Range(BusinessNumber.Resource))
            .Select(r => new Found { Thing = Thing.Resource, Key = r.ResourceNo, Name = r.ResourceNo, Of = r.Sold.ProductName, Within = r.OrderNo })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Tasks(KBossDbContext db, Actor me, Sought sought) =>
        db.FulfilmentTasks.Where(t => t.OrganizationId == me.OrganizationId).Numbered(t => t.TaskNo, sought.Range(BusinessNumber.Task))
            .Select(t => new Found { Thing = Thing.Task, Key = t.TaskNo, Name = t.TaskNo, Of = t.CustomerName, Within = t.OrderNo })
            .Take(SearchQueries.MostOfAKind);

    private static IQueryable<Found> ResourceTasks(KBossDbContext db, Actor me, Sought sought) =>
        db.ResourceTasks.Where(t => t.OrganizationId == me.OrganizationId).Numbered(t => t.TaskNo, sought.Range(BusinessNumber.ResourceTask))
            .Select(t => new Found { Thing = Thing.ResourceTask, Key = t.TaskNo, Name = t.TaskNo, Of = t.ResourceNo, Within = "" })
            .Take(SearchQueries.MostOfAKind);

    private static IQueryable<Found> TicketsByNumber(KBossDbContext db, Actor me, Sought sought) =>
        Tickets(db.TicketsOf(me).Numbered(t => t.TicketNo, sought.Range(BusinessNumber.Ticket)));

    private static IQueryable<Found> TicketsByTitle(KBossDbContext db, Actor me, Sought sought)
    {
        var pattern = sought.Pattern;
        return Tickets(db.TicketsOf(me).Where(t => SearchText.Finds(t.Title, pattern)));
    }

    private static IQueryable<Found> Tickets(IQueryable<Domain.Tickets.Ticket> tickets) => tickets
        .OrderByDescending(t => t.LastAt).ThenByDescending(t => t.Id)
        .Select(t => new Found { Thing = Thing.Ticket, Key = t.TicketNo, Name = t.Title, Of = t.CustomerName, Within = "" })
        .Take(SearchQueries.MostOfAKind);

    /// <summary>By the customer's name; what was said is searched in their list.</summary>
    private static IQueryable<Found> Conversations(KBossDbContext db, Actor me, Sought sought)
    {
        var pattern = sought.Pattern;
        return db.TalkedToBy(me).Where(c => SearchText.Finds(c.Name, pattern))
            .Join(db.Conversations, c => c.BuyerId, talk => talk.BuyerId, (c, talk) => new { c.Name, talk.BuyerId, talk.LastAt, talk.Id })
            .OrderByDescending(r => r.LastAt).ThenByDescending(r => r.Id)
            .Select(r => new Found
            {
                Thing = Thing.Conversation,
                Key = db.Organizations.Where(o => o.Id == r.BuyerId).Select(o => o.Code).FirstOrDefault() ?? "",
                Name = r.Name,
                Of = "",
                Within = "",
            })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Products(KBossDbContext db, Actor me, Sought sought)
    {
        var (pattern, begin) = (sought.Pattern, sought.Begin);
        return db.Products.Where(p => p.OrganizationId == me.OrganizationId && p.DeletedAt == null && SearchText.Finds(p.Name, pattern))
            .OrderByDescending(p => SearchText.Finds(p.Name, begin)).ThenBy(p => p.Name).ThenBy(p => p.Id)
            .Select(p => new Found { Thing = Thing.Product, Key = p.Name, Name = p.Name, Of = p.SupplierName, Within = p.SupplierId.ToString() })
            .Take(SearchQueries.MostOfAKind);
    }

    /// <summary>By the beginning of the code.</summary>
    private static IQueryable<Found> Skus(KBossDbContext db, Actor me, Sought sought)
    {
        var key = sought.Key;
        return db.Skus.Where(s => s.OrganizationId == me.OrganizationId && s.Product.DeletedAt == null && s.CodeKey.StartsWith(key))
            .OrderBy(s => s.CodeKey).ThenBy(s => s.Id)
            .Select(s => new Found { Thing = Thing.Sku, Key = s.Code, Name = s.Code, Of = s.Product.Name, Within = s.SupplierId.ToString() })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Suppliers(KBossDbContext db, Actor me, Sought sought)
    {
        var (pattern, begin) = (sought.Pattern, sought.Begin);
        return db.Suppliers.Where(s => s.OrganizationId == me.OrganizationId && (SearchText.Finds(s.Name, pattern) || SearchText.Finds(s.Contact, pattern)))
            .OrderByDescending(s => SearchText.Finds(s.Name, begin)).ThenBy(s => s.Name).ThenBy(s => s.Id)
            .Select(s => new Found { Thing = Thing.Supplier, Key = s.Id.ToString(), Name = s.Name, Of = s.Contact, Within = "" })
            .Take(SearchQueries.MostOfAKind);
    }

    /// <summary>Those directly below, who buy from the actor's distributor.</summary>
    private static IQueryable<Found> Distributors(KBossDbContext db, Actor me, Sought sought)
    {
        var (pattern, begin) = (sought.Pattern, sought.Begin);
        return db.Organizations
            .Where(o => o.Kind == OrganizationKind.Distributor && o.SellerId == me.OrganizationId
                && (SearchText.Finds(o.Name, pattern) || SearchText.Finds(o.Code, pattern)))
            .OrderByDescending(o => SearchText.Finds(o.Name, begin)).ThenBy(o => o.Name).ThenBy(o => o.Id)
            .Select(o => new Found { Thing = Thing.Distributor, Key = o.Code, Name = o.Name, Of = o.Code, Within = "" })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Members(KBossDbContext db, Actor me, Sought sought)
    {
        var (pattern, begin, phone) = (sought.Pattern, sought.Begin, sought.Phone);
        return db.Members
            .Where(m => m.OrganizationId == me.OrganizationId
                && (SearchText.Finds(m.Name, pattern) || SearchText.Finds(m.UserName, pattern) || (phone != null && m.Phone == phone)))
            .OrderByDescending(m => SearchText.Finds(m.Name, begin)).ThenBy(m => m.Name).ThenBy(m => m.Id)
            .Select(m => new Found { Thing = Thing.Member, Key = m.UserName, Name = m.Name, Of = m.UserName, Within = "" })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Promotions(KBossDbContext db, Actor me, Sought sought)
    {
        var pattern = sought.Pattern;
        return db.Promotions.Where(p => p.OrganizationId == me.OrganizationId && (SearchText.Finds(p.Name, pattern) || SearchText.Finds(p.No, pattern)))
            .OrderByDescending(p => p.Id)
            .Select(p => new Found { Thing = Thing.Promotion, Key = p.No, Name = p.Name, Of = p.No, Within = "" })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Campaigns(KBossDbContext db, Actor me, Sought sought)
    {
        var pattern = sought.Pattern;
        return db.CampaignsOf(me).Where(c => SearchText.Finds(c.Name, pattern) || SearchText.Finds(c.No, pattern))
            .OrderByDescending(c => c.Id)
            .Select(c => new Found { Thing = Thing.Campaign, Key = c.No, Name = c.Name, Of = c.No, Within = "" })
            .Take(SearchQueries.MostOfAKind);
    }

    /// <summary>One's own requests, and all for whoever configures; what others may decide about stands in their inbox.</summary>
    private static IQueryable<Found> Approvals(KBossDbContext db, Actor me, Sought sought)
    {
        var all = me.Has(Permissions.ApprovalsConfigure);
        return db.ApprovalRequests.Where(r => r.OrganizationId == me.OrganizationId && (all || r.Maker.MemberId == me.MemberId))
            .Numbered(r => r.No, sought.Range(BusinessNumber.Approval))
            .Select(r => new Found { Thing = Thing.Approval, Key = r.No, Name = r.No, Of = r.SubjectName, Within = "" })
            .Take(SearchQueries.MostOfAKind);
    }

    private static IQueryable<Found> Devices(KBossDbContext db, Actor me, Sought sought)
    {
        var pattern = sought.Pattern;
        return db.Devices.Where(d => d.OrganizationId == me.OrganizationId && (SearchText.Finds(d.SerialNumber, pattern) || SearchText.Finds(d.DeviceNo, pattern)))
            .OrderByDescending(d => d.Id)
            .Select(d => new Found { Thing = Thing.Device, Key = d.DeviceNo, Name = d.SerialNumber, Of = d.DeviceNo, Within = "" })
            .Take(SearchQueries.MostOfAKind);
    }
}
