package gallery

import "slices"

// Entries are all pages and states.
func Entries() []Entry {
	return slices.Concat(
		findEntries(),
		checkoutEntries(),
		bookingEntries(),
		seriesEntries(),
		waitingEntries(),
		signinEntries(),
		accountEntries(),
		proEntries(),
		serviceEntries(),
		formEntries(),
		adminEntries(),
		formEntries(),
		listingEntries(),
		offlineEntries(),
		serviceEntries(),
		startEntries(),
		teamEntries(),
		timeEntries(),
		otherEntries(),
	)
}
