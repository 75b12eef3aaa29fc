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
		proEntries(),
		packageEntries(),
		adminEntries(),
		categoryEntries(),
		clientEntries(),
		deskEntries(),
		operatorSettingsEntries(),
		transferEntries(),
		formEntries(),
		listingEntries(),
		offlineEntries(),
		operateBookingEntries(),
		savedEntries(),
		serviceEntries(),
		settingsEntries(),
		startEntries(),
		teamEntries(),
		timeEntries(),
		welcomeEntries(),
		otherEntries(),
	)
}
