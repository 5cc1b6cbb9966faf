using KBoss.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Stock;

/// <summary>From a device that Maintenance registers to the customer and back through the check, in a browser.</summary>
[BrowserTest]
public sealed class DeviceJourneyTests(RunningKBoss app, Browser browser) : IClassFixture<RunningKBoss>
{
    private const string Product = "旅程设备服务器";

    [Fact]
    public async Task A_device_is_registered_sold_handed_over_given_back_and_checked()
    {
        await using var maintenance = await browser.OpenAsync(app);
        await maintenance.SignInAsync("maintenance", "13800000005");
        await AddPlacesAsync(maintenance);
        await AddKindAsync(maintenance);
        var device = await RegisterAsync(maintenance, "JOURNEY-0001");
        var spare = await RegisterAsync(maintenance, "JOURNEY-0002");

        await using var operations = await browser.OpenAsync(app);
        await operations.SignInAsync("operations", "13800000004");
        await MakeProductAsync(operations);
        foreach (var no in new[] { device, spare })
        {
            await operations.Row("loadable", no).GetByTestId("field-select").CheckAsync();
        }

        await operations.ClickAsync("action-load");
        await operations.SucceededAsync();
        await operations.ExpectTextAsync("value-free", "2");
        await operations.PictureAsync("stock-product");

        await using var buyer = await browser.OpenAsync(app, width: 390, height: 844);
        await buyer.SignInAsync("company", "13800000011");
        var orderNo = await BuyAsync(buyer);
        await operations.ExpectTextAsync("value-reserved", "1");

        await maintenance.GoAsync($"/maintenance/tasks?q={orderNo}");
        await maintenance.ExpectTextAsync("value-device", device);
        await maintenance.ExpectTextAsync("value-serial", "JOURNEY-0001");
        await maintenance.ClickAsync("action-exchange");
        await maintenance.ChooseAsync("field-other", spare);
        await maintenance.FillAsync("field-reason", "开机报错");
        await maintenance.PictureAsync("stock-exchange");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.ExpectTextAsync("value-device", spare);
        await maintenance.PictureAsync("stock-task");
        await maintenance.ClickAsync("action-complete");
        await maintenance.FillAsync("field-address", "10.20.30.40");
        await maintenance.ClickAsync("action-confirm");
        await Expect(maintenance.Id("row-tasks")).ToHaveCountAsync(0);

        await maintenance.GoAsync($"/stock/devices/{device}");
        await maintenance.ExpectStatusAsync("Faulty");
        await maintenance.GoAsync($"/stock/devices/{spare}");
        await maintenance.ExpectStatusAsync("InUse");
        await maintenance.ExpectTextAsync("value-holder", orderNo);
        await maintenance.ClickAsync("action-take-back");
        await maintenance.ClickAsync("action-confirm");
        await maintenance.ExpectStatusAsync("InCheck");
        await CheckAsync(maintenance);
        await maintenance.ExpectStatusAsync("Free");
        await Expect(maintenance.Id("row-device-events")).ToHaveCountAsync(6);
        await maintenance.PictureAsync("stock-device");
        await operations.ExpectTextAsync("value-free", "1");
        await CountAsync(maintenance, device, spare);
    }

    private static async Task AddPlacesAsync(Window window)
    {
        await window.GoAsync("/stock/places");
        await AddAsync("action-add-centre", "J-DC", "旅程中心");
        await AddAsync("action-add-inside", "J-ROOM", "旅程机房");
        await AddAsync("action-add-inside", "J-RACK", "旅程机柜");
        await Expect(window.Row("places", "J-RACK")).ToHaveAttributeAsync("data-depth", "2");
        await window.PictureAsync("stock-places");

        async Task AddAsync(string action, string code, string name)
        {
            await window.ClickAsync(action);
            await window.FillAsync("field-code", code);
            await window.FillAsync("field-name", name);
            await window.ClickAsync("action-confirm");
            await window.ExpectTextAsync("value-place", name);
        }
    }

    private static async Task AddKindAsync(Window window)
    {
        await window.GoAsync("/stock/kinds");
        await window.ClickAsync("action-add-kind");
        await window.FillAsync("field-name", "旅程服务器");
        await window.FillAsync("field-attribute-name-1", "旅程型号");
        await window.ChooseAsync("field-attribute-type-1", "Choice");
        await window.FillAsync("field-attribute-choices-1", "大型\n小型");
        await window.PictureAsync("stock-kind");
        await window.ClickAsync("action-confirm");
        await Expect(window.Row("kinds", "旅程服务器")).ToContainTextAsync("大型");
    }

    private static async Task<string> RegisterAsync(Window window, string serial)
    {
        await window.GoAsync("/stock/devices");
        await window.ClickAsync("action-register-device");
        await window.Id("dialog-device").GetByTestId("field-kind").SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Label = "旅程服务器" });
        await window.FillAsync("field-serial-number", serial);
        await window.ChooseAsync("field-attribute-1", "大型");
        await window.Id("dialog-device").GetByTestId("field-place").SelectOptionAsync("J-RACK");
        await window.PictureAsync("stock-register");
        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-stock-device");
        await window.ExpectTextAsync("value-serial", serial);
        return new Uri(window.Page.Url).Segments[^1];
    }

    private static async Task MakeProductAsync(Window window)
    {
        await window.GoAsync("/stock/products");
        await window.ClickAsync("action-make-product");
        await window.Id("dialog-make-product").GetByTestId("field-kind").SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Label = "旅程服务器" });
        await window.FillAsync("field-name", Product);
        await window.ChooseAsync("field-region", "济南");
        await window.FillAsync("field-sku-code", "JOURNEY");
        await window.ChooseAsync("field-attribute-1", "大型");
        await window.FillAsync("field-price-Month", "100");
        // As many as the distributor has set; this product has fewer, and is told to be low once it sells.
        await Expect(window.Id("field-low-stock")).ToHaveValueAsync("5");
        await window.PictureAsync("stock-make-product");
        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-stock-product");
    }

    private static async Task<string> BuyAsync(Window window)
    {
        await window.GoAsync("/me");
        await window.FillAsync("field-amount", "1000");
        await window.FollowAlipayAsync("action-recharge");
        await window.SeeAsync("page-me-recharge-detail");
        await window.ExpectStatusAsync("Paid");
        await window.GoAsync($"/products?q={Product}");
        await window.FollowAsync(window.Id("row-products").GetByTestId("action-open").First, "page-products-detail");
        await window.ExpectTextAsync("value-stock", "2");
        await window.PictureAsync("stock-buy-phone");
        await window.FollowAsync("action-buy-now", "page-checkout");
        await window.FollowAsync("action-place-order", "page-orders-detail");
        var orderNo = (await window.Id("page-orders-detail").GetAttributeAsync("data-key"))!;
        await window.ClickAsync("action-pay-wallet");
        await window.ClickAsync("action-confirm");
        await Expect(window.Row("order-steps", "Paid")).ToBeVisibleAsync();
        return orderNo;
    }

    private static async Task CheckAsync(Window window)
    {
        await window.ClickAsync("action-check");
        await window.FillAsync("field-note", "一切正常");
        await window.ClickAsync("action-confirm");
        await Expect(window.Id("error-checks")).ToBeVisibleAsync();
        foreach (var check in new[] { "DataWiped", "HardwareTested", "AccessReset", "InItsPlace" })
        {
            await window.Id($"field-check-{check}").CheckAsync();
        }

        await window.PictureAsync("stock-check");
        await window.ClickAsync("action-confirm");
    }

    private static async Task CountAsync(Window window, string faulty, string free)
    {
        await window.GoAsync("/stock/stocktakes");
        await window.ClickAsync("action-open-stocktake");
        await window.ChooseAsync("field-place", "J-RACK");
        await window.ClickAsync("action-confirm");
        await window.SeeAsync("page-stock-stocktake");
        await window.ExpectTextAsync("value-missing", "2");
        await window.FillAsync("field-serial-number", "JOURNEY-0002\nUNKNOWN");
        await window.ClickAsync("action-see");
        await window.ExpectTextAsync("value-found", "1");
        await window.Row("stocktake-lines", "UNKNOWN").GetByTestId("action-kept").ClickAsync();
        await Expect(window.Row("stocktake-lines", "UNKNOWN").GetByTestId("action-kept")).ToHaveCountAsync(0);
        await window.Row("stocktake-lines", "JOURNEY-0001").GetByTestId("action-lost").ClickAsync();
        await window.ClickAsync("action-confirm");
        await Expect(window.Row("stocktake-lines", "JOURNEY-0001").GetByTestId("action-lost")).ToHaveCountAsync(0);
        await window.PictureAsync("stock-stocktake");
        await window.ClickAsync("action-close-stocktake");
        await window.ClickAsync("action-confirm");
        await window.ExpectStatusAsync("Closed");
        await window.GoAsync($"/stock/devices/{faulty}");
        await window.ExpectStatusAsync("Retired");
        await window.GoAsync($"/stock/devices/{free}");
        await window.ExpectStatusAsync("Free");
    }
}
