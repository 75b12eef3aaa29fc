package gallery

import "slices"

// Entries are all pages and states.
func Entries() []Entry {
	return slices.Concat(
		findEntries(),
		checkoutEntries(),
		bookingEntries(),
		signinEntries(),
		accountEntries(),
		proEntries(),
		clientEntries(),
		adminEntries(),
		formEntries(),
		listingEntries(),
		offlineEntries(),
		serviceEntries(),
		startEntries(),
		teamEntries(),
		timeEntries(),
		deskEntries(),
		categoryEntries(),
		operateBookingEntries(),
		otherEntries(),
	)
}
