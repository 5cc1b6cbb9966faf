using KBoss.Infrastructure.Wallets;
using KBoss.Web.Common;

namespace KBoss.Web.Wallets;

/// <summary>A page that shows money as it is now: it reads again when a wallet or an offline recharge that it shows has changed.</summary>
public abstract class WalletPageBase : LivePageBase
{
    /// <summary>Whether the page shows something of this wallet.</summary>
    protected abstract bool Shows(WalletChanged wallet);

    /// <summary>Whether the page shows something of this offline recharge.</summary>
    protected virtual bool Shows(OfflineRechargeChanged recharge) => false;

    protected override void OnInitialized()
    {
        Hear<WalletChanged>(Shows);
        Hear<OfflineRechargeChanged>(Shows);
    }
}
