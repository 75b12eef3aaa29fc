package content

// Text is one page: its address, and the order of its sections. The catalogue has content.<Key>.title, .lead, and for
// each section a heading content.<Key>.<section> with its words under content.<Key>.<section>_text, an empty line
// between paragraphs.
type Text struct {
	Path     string
	Key      string
	Sections []string
}

// Pages are all pages of this area, in the order of the footer.
var Pages = []Text{
	{"/trust", "trust", []string{"who", "how", "dates", "not", "wrong"}},
	{"/why-this-order", "order", []string{"first", "factors", "sorted", "never", "data"}},
	{"/terms", "terms", []string{"who", "book", "pay", "cancel", "conduct", "liability", "change"}},
	{"/privacy", "privacy", []string{"what", "why", "who", "where", "long", "rights", "cookies"}},
	{"/accessibility", "access", []string{"aim", "works", "checked", "limits", "tell"}},
}
