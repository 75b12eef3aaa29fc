package layout

import (
	"strings"
	"time"

	"klear/internal/web/ui"
)

// AskForm is a practitioner's form to be answered.
type AskForm struct {
	ID     string
	Title  string
	Intro  string
	Waiver bool
	Fields []AskField
	Before bool     // filled in with earlier answers, to be confirmed
	Sign   AskField // of a waiver: the typed name
	Agree  AskField // of a waiver: the tick, Value "yes"
}

// AskField is one question; ID is its name in the form too. Kind is short, long, choice, choices, yesno, date, number or
// statement.
type AskField struct {
	ID       string
	Kind     string
	Label    string
	Value    string
	Choices  []ui.Choice
	Required bool
}

// SignedForm is a form with its answers, to be read.
type SignedForm struct {
	Title     string
	Intro     string
	Waiver    bool
	Items     []SignedItem
	Signature string
	At        time.Time
	Address   string // IP address it came from
	Hash      string // SHA-256 of the document's text, hexadecimal
	Forgotten bool   // the words went with the account
}

// SignedItem is a question with its answer, or a statement.
type SignedItem struct {
	Label     string
	Answer    string // "" when nothing was answered
	Statement bool
}

// paragraphs divides plain text at line ends.
func paragraphs(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
}

func askProps(p Page, f AskField) ui.FieldProps {
	props := ui.FieldProps{ID: f.ID, Label: f.Label, Value: f.Value, Optional: !f.Required, Autocomplete: "off", Error: p.Err(f.ID), MaxLength: 200}
	switch f.Kind {
	case "long":
		props.Rows, props.MaxLength = 4, 4000
	case "date":
		props.Type, props.MaxLength = "date", 0
	case "number":
		props.InputMode, props.MaxLength = "decimal", 20
	}
	return props
}

// choiceID is the id of an option: the first one carries the question's, where the error summary leads.
func choiceID(f AskField, i int) string {
	if i == 0 {
		return f.ID
	}
	return f.ID + "." + string(rune('a'+i))
}

func choiceType(f AskField) string {
	if f.Kind == "choices" {
		return "checkbox"
	}
	return "radio"
}

func signedKey(f SignedForm) string {
	if f.Waiver {
		return "forms.signed_at"
	}
	return "forms.answered_at"
}
