package ui

// ClaimProps is what somebody's entries show, in words.
type ClaimProps struct {
	Text string // "Mood was lower on days with “rain”: 3.6 on average, 7.5 on the other days."
	Data string // "40 days, 16 of them with it"
}
