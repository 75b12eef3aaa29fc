package gallery

import "slices"

// Entries are all pages and states.
func Entries() []Entry {
	return slices.Concat(findEntries(), checkoutEntries(), bookingEntries(), signinEntries(), accountEntries(), proEntries(), adminEntries(), deskEntries(), categoryEntries(), operateBookingEntries(), otherEntries())
}
