package gallery

import "slices"

// Entries are all pages and states.
func Entries() []Entry {
	return slices.Concat(
		findEntries(),
		checkoutEntries(),
		simulatedBankEntries(),
		bookingEntries(),
		seriesEntries(),
		waitingEntries(),
		signinEntries(),
		accountEntries(),
		betweenEntries(), goalEntries(), insightEntries(), sharingEntries(),
		proEntries(),
		packageEntries(), giftEntries(),
		payoutEntries(), disputeEntries(), contestEntries(), planEntries(), invoiceEntries(),
		adminEntries(),
		categoryEntries(),
		clientEntries(),
		deskEntries(), bookEntries(),
		operatorSettingsEntries(), commissionEntries(), promotionEntries(), safetyEntries(),
		talkEntries(),
		transferEntries(),
		formEntries(),
		listingEntries(),
		offlineEntries(),
		operateBookingEntries(),
		savedEntries(),
		walletEntries(),
		serviceEntries(),
		settingsEntries(),
		startEntries(),
		teamEntries(),
		timeEntries(),
		welcomeEntries(),
		otherEntries(),
	)
}
