package gallery

import "slices"

// Entries are all pages and states.
func Entries() []Entry {
	return slices.Concat(findEntries(), checkoutEntries(), bookingEntries(), savedEntries(), welcomeEntries(), signinEntries(), accountEntries(), settingsEntries(), proEntries(), adminEntries(), offlineEntries(), otherEntries())
}
