using KBoss.Domain.Stock;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>devices.md</c>: keeping devices, selling, delivering, taking back and counting them.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class DeviceWalkTests(RunningKBoss app, Browser browser)
{
    private const string Kind = "GPU 服务器";
    private const string Rack = "JN-DC1-201-A03";

    private static string Product => Say("四卡推理服务器", "Inference server");

    [Fact]
    public async Task Devices_are_kept_sold_delivered_taken_back_and_counted()
    {
        var walk = new ManualWalk(browser, app, "devices");
        await using var maintenance = await walk.SignInAsync("maintenance", "13800000005");
        await KeepPlacesAndKindsAsync(walk, maintenance);
        await RegisterAsync(walk, maintenance);
        await ImportAsync(walk, maintenance);

        await using var operations = await walk.SignInAsync("operations", "13800000004");
        await MakeProductAsync(walk, operations);
        await using var buyer = await walk.SignInAsync("company", "13800000011");
        await ManualShop.RechargeAsync(buyer, "900");
        await buyer.GoAsync("/products?q=" + Uri.EscapeDataString(Product));
        await buyer.FollowAsync(buyer.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await buyer.FollowAsync("action-buy-now", "page-checkout");
        await buyer.FollowAsync("action-place-order", "page-orders-detail");
        await buyer.ClickAsync("action-pay-wallet");
        await buyer.ClickAsync("action-confirm");
        await Expect(buyer.Row("order-steps", "Paid")).ToBeVisibleAsync();
        var orderNo = (await buyer.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
        // The open page follows: one of three is held, and the rest is fewer than the limit.
        await operations.ExpectTextAsync("value-reserved", "1");
        await Expect(operations.Id("value-low")).ToBeVisibleAsync();
        await walk.ShowAsync(operations, "product", "action-edit-stock");
        await operations.GoAsync("/stock/products");
        await Expect(operations.Id("row-device-products").Filter(new() { HasText = Product }).GetByTestId("value-low")).ToBeVisibleAsync();
        await walk.ShowAsync(operations, "products", "action-make-product");

        await DeliverAsync(walk, maintenance, orderNo);
        await CountAsync(walk, maintenance);
        await using var finance = await walk.SignInAsync("finance", "13800000002");
        await finance.GoAsync("/stock/devices");
        await finance.FollowAsync("action-open", "page-stock-device");
        await finance.ClickAsync("action-edit-price");
        await finance.FillAsync("field-bought-for", "86000");
        await walk.ShowDialogAsync(finance, "price");
        await finance.ClickAsync("action-confirm");
        await finance.ExpectTextAsync("value-bought-for", "86,000.00");
        walk.End();
    }

    private static async Task KeepPlacesAndKindsAsync(ManualWalk walk, Window window)
    {
        await window.GoAsync("/stock/places?place=JN-DC1-201");
        await window.ClickAsync("action-add-inside");
        await FillAndLeaveAsync(window, ("code", Rack), ("name", Say("A03 机柜", "Rack A03")), ("units", "42"));
        await window.ClickAsync("action-confirm");
        await window.ExpectTextAsync("value-place", Say("A03 机柜", "Rack A03"));
        await window.GoAsync("/stock/places?place=JN-DC1-201-A01");
        await Expect(window.Id("value-devices")).ToContainTextAsync("6");
        await walk.ShowAsync(window, "places", "action-add-centre", "action-add-inside");

        await window.GoAsync("/stock/kinds");
        await window.ClickAsync("action-add-kind");
        await window.FillAsync("field-name", Say("存储服务器", "Storage server"));
        await window.FillAsync("field-attribute-name-1", Say("容量", "Capacity"));
        await window.ChooseAsync("field-attribute-type-1", "Number");
        await window.FillAsync("field-attribute-unit-1", "TB");
        await window.Id("field-attribute-required-1").CheckAsync();
        await walk.ShowDialogAsync(window, "kind");
        await window.ClickAsync("action-confirm");
        await Expect(window.Row("kinds", Say("存储服务器", "Storage server"))).ToBeVisibleAsync();
    }

    private static async Task RegisterAsync(ManualWalk walk, Window window)
    {
        await window.GoAsync("/stock/devices");
        await window.ClickAsync("action-register-device");
        await window.Id("dialog-device").GetByTestId("field-kind").SelectOptionAsync(new SelectOptionValue { Label = Kind });
        await window.FillAsync("field-serial-number", "KYG2026001");
        await window.ChooseAsync("field-attribute-1", "四卡推理型");
        await window.FillAsync("field-attribute-2", "512");
        await window.Id("dialog-device").GetByTestId("field-place").SelectOptionAsync(Rack);
        await window.ClickAsync("action-confirm");
        await Expect(window.Id("error-serial-number")).ToBeVisibleAsync();
        await window.FillAsync("field-serial-number", "KYG2026101");
        await walk.ShowDialogAsync(window, "register");
        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-stock-device");
        await window.GoAsync($"/stock/devices?place={Rack}");
        await Expect(window.Id("row-devices")).ToHaveCountAsync(1);
        await window.GoAsync("/stock/devices");
        await Expect(window.Id("row-devices").Filter(new() { HasText = "KYG2026012" }).GetByTestId("status")).ToHaveAttributeAsync("data-status", "Faulty");
        await walk.ShowAsync(window, "list", "filters", "action-register-device");
    }

    private async Task ImportAsync(ManualWalk walk, Window window)
    {
        await window.GoAsync("/stock/kinds");
        await window.FollowAsync(window.Row("kinds", Kind).GetByTestId("action-import"), "page-stock-import");
        await Expect(window.Id("action-download-template")).ToBeVisibleAsync();
        await window.Id("field-file").SetInputFilesAsync(Workbook("devices.xlsx", await WorkbookAsync()));
        await Expect(window.Id("value-new")).ToHaveTextAsync("1");
        await Expect(window.Id("value-errors")).ToHaveTextAsync("1");
        await window.ClickAsync("action-show-rows");
        await Expect(window.Id("row-import-rows")).ToHaveCountAsync(2);
        await walk.ShowAsync(window, "import", "action-import-valid");
        await window.ClickAsync("action-import-valid");
        await window.Id("dialog-import-valid").GetByTestId("action-confirm").ClickAsync();
        await window.SucceededAsync();
    }

    /// <summary>A workbook of two devices; the place of the second is not known.</summary>
    private async Task<byte[]> WorkbookAsync()
    {
        await using var db = app.Services.GetRequiredService<KBossDbContextFactory>().Open(OrganizationScope.Everything);
        var kind = await db.DeviceKinds.Include(k => k.Attributes).SingleAsync(k => k.Name == Kind);
        var values = kind.Attributes.Where(a => a.Required)
            .ToDictionary(a => a.Id, a => a.Type == AttributeType.Choice ? "四卡推理型" : "512");
        return WorkbookWriter.Export(DeviceWorkbook.Schema(kind),
        [
            new() { SerialNumber = "KYG2026102", Place = Rack, Values = values },
            new() { SerialNumber = "KYG2026103", Place = "JN-DC1-999", Values = values },
        ]);
    }

    private static async Task MakeProductAsync(ManualWalk walk, Window window)
    {
        await window.GoAsync("/stock/products");
        await window.ClickAsync("action-make-product");
        await window.Id("dialog-make-product").GetByTestId("field-kind").SelectOptionAsync(new SelectOptionValue { Label = Kind });
        await FillAndLeaveAsync(window, ("name", Product), ("sku-code", "KY-GPU4"));
        await window.ChooseAsync("field-region", "济南");
        await window.ChooseAsync("field-attribute-1", "四卡推理型");
        await FillAndLeaveAsync(window, ("price-Month", "800"), ("low-stock", "3"));
        await walk.ShowDialogAsync(window, "make-product");
        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-stock-product");
        foreach (var serial in new[] { "KYG2026009", "KYG2026101", "KYG2026102" })
        {
            await window.Id("row-loadable").Filter(new() { HasText = serial }).GetByTestId("field-select").CheckAsync();
        }

        await window.ClickAsync("action-load");
        await window.ExpectTextAsync("value-free", "3");
    }

    private static async Task DeliverAsync(ManualWalk walk, Window window, string orderNo)
    {
        await window.GoAsync($"/maintenance/tasks?q={orderNo}");
        var device = (await window.Id("value-device").First.InnerTextAsync()).Trim();
        await window.ClickAsync("action-exchange");
        await Expect(window.Id("field-other")).ToBeVisibleAsync();
        await walk.ShowDialogAsync(window, "exchange");
        await window.CancelAsync();
        await window.ClickAsync("action-complete");
        await window.FillAsync("field-address", "10.20.30.41");
        await window.ClickAsync("action-confirm");
        await window.SucceededAsync();

        await window.GoAsync($"/stock/devices/{device}");
        await window.ExpectStatusAsync("InUse");
        await window.ExpectTextAsync("value-holder", orderNo);
        await walk.ShowAsync(window, "device", "action-take-back", "action-move");
        await window.ClickAsync("action-take-back");
        await ExpectDialogAsync(window, "dialog-take-back", "示例科技有限公司");
        await window.ClickAsync("action-confirm");
        await window.ExpectStatusAsync("InCheck");
        await window.ClickAsync("action-check");
        await window.FillAsync("field-note", Say("数据已清除，开机正常。", "Wiped, and it starts."));
        await window.ClickAsync("action-confirm");
        await Expect(window.Id("error-checks")).ToBeVisibleAsync();
        foreach (var check in new[] { "DataWiped", "HardwareTested", "AccessReset", "InItsPlace" })
        {
            await window.Id($"field-check-{check}").CheckAsync();
        }

        await walk.ShowDialogAsync(window, "check");
        await window.ClickAsync("action-confirm");
        await window.ExpectStatusAsync("Free");
    }

    private static async Task CountAsync(ManualWalk walk, Window window)
    {
        await window.GoAsync("/stock/stocktakes");
        await window.ClickAsync("action-open-stocktake");
        await window.ChooseAsync("field-place", Rack);
        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-stock-stocktake");
        await window.ExpectTextAsync("value-missing", "2");
        await window.FillAsync("field-serial-number", "KYG2026101\nKYG2026012");
        await window.ClickAsync("action-see");
        await window.ExpectTextAsync("value-extra", "1");
        await walk.ShowAsync(window, "count", "action-see", "action-close-stocktake");
        await window.ClickAsync("action-close-stocktake");
        await window.Id("dialog-close-stocktake").GetByTestId("action-confirm").ClickAsync();
        await Expect(window.Id("toast-error").First).ToBeVisibleAsync();
        await window.Row("stocktake-lines", "KYG2026012").GetByTestId("action-moved-here").ClickAsync();
        await Expect(window.Row("stocktake-lines", "KYG2026012").GetByTestId("action-moved-here")).ToHaveCountAsync(0);
        await window.Row("stocktake-lines", "KYG2026102").GetByTestId("action-kept").ClickAsync();
        await Expect(window.Row("stocktake-lines", "KYG2026102").GetByTestId("action-kept")).ToHaveCountAsync(0);
        await window.ClickAsync("action-close-stocktake");
        await window.Id("dialog-close-stocktake").GetByTestId("action-confirm").ClickAsync();
        await window.ExpectStatusAsync("Closed");
    }
}
