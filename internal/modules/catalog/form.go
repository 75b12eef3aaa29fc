package catalog

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// Form is what a practitioner asks before a session, in its current version.
type Form struct {
	FormVersion
	PractitionerID uuid.UUID
	Active         bool        // asked for new bookings
	Services       []uuid.UUID // the headings that ask for it
}

// FormVersion is a document as people see and answer it. It never changes: another text is another version.
type FormVersion struct {
	FormID   uuid.UUID
	Kind     FormKind
	Version  int // from 1
	Document FormDocument
	Text     string   // Document as one text, word for word what is shown
	SHA256   [32]byte // of Text: what a signature stands for
}

// FormKind says what a form is for.
type FormKind string

// The kinds of forms. A waiver is signed.
const (
	Intake FormKind = "intake"
	Waiver FormKind = "waiver"
)

// FormDocument is the words of a form.
type FormDocument struct {
	Title  string  `json:"title"`
	Intro  string  `json:"intro,omitempty"`
	Fields []Field `json:"fields"`
}

// Field is one question of a document, or a statement in it.
type Field struct {
	Key      string    `json:"key"` // unique in the document
	Kind     FieldKind `json:"kind"`
	Label    string    `json:"label"` // the question, or the whole statement
	Options  []string  `json:"options,omitempty"`
	Required bool      `json:"required,omitempty"`
}

// FieldKind is how a question is answered.
type FieldKind string

// The kinds of fields. A Statement is read, not answered.
const (
	ShortText FieldKind = "short"
	LongText  FieldKind = "long"
	OneOf     FieldKind = "choice"
	SomeOf    FieldKind = "choices"
	YesNo     FieldKind = "yesno"
	OnDate    FieldKind = "date"
	Number    FieldKind = "number"
	Statement FieldKind = "statement"
)

// FieldKinds lists them in the order in which editors offer them.
var FieldKinds = []FieldKind{ShortText, LongText, OneOf, SomeOf, YesNo, OnDate, Number, Statement}

// Limits of forms; with the longest texts a document stays below the column's limit.
const (
	MaxFields      = 40
	MaxOptions     = 20
	maxForms       = 30
	maxTitle       = 160
	maxIntro       = 4000
	maxLabel       = 500
	maxStatement   = 4000
	maxOption      = 120
	maxShortAnswer = 200
	maxLongAnswer  = 4000
)

// HasOptions reports whether a field of this kind is answered by choosing.
func (k FieldKind) HasOptions() bool { return k == OneOf || k == SomeOf }

// text is the document as one text: the words in the order in which they are shown, one line for each.
func (d FormDocument) text() string {
	var b strings.Builder
	b.WriteString(d.Title + "\n")
	if d.Intro != "" {
		b.WriteString("\n" + d.Intro + "\n")
	}
	for i, f := range d.Fields {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, f.Label)
		for _, o := range f.Options {
			b.WriteString("- " + o + "\n")
		}
	}
	return b.String()
}

// versionOf is a document as a version of its form.
func versionOf(form uuid.UUID, kind FormKind, n int, d FormDocument) FormVersion {
	text := d.text()
	return FormVersion{FormID: form, Kind: kind, Version: n, Document: d, Text: text, SHA256: sha256.Sum256([]byte(text))}
}

// check tidies and judges a document. Faults are at title, intro and fields.<i>.
func (d *FormDocument) check(kind FormKind) error {
	var v checker
	v.Check(kind == Intake || kind == Waiver, "kind", "unknown_value", "Choose intake or waiver.")
	d.Title, d.Intro = words(d.Title), text(d.Intro)
	v.length("title", d.Title, 1, maxTitle)
	v.length("intro", d.Intro, 0, maxIntro)
	v.Check(len(d.Fields) <= MaxFields, "fields", "too_many", "A form has at most %d fields.", MaxFields)
	v.Check(len(d.Fields) > 0 || kind == Waiver && d.Intro != "", "fields", "required", "Add a question or a statement.")
	for i := range d.Fields {
		d.Fields[i].check(&v, i)
	}
	return v.Err()
}

func (f *Field) check(v *checker, i int) {
	at := fmt.Sprintf("fields.%d", i)
	f.Key = fmt.Sprintf("q%d", i+1)
	most := maxLabel
	if f.Kind == Statement {
		f.Label, f.Required, most = text(f.Label), false, maxStatement
	} else {
		f.Label = words(f.Label)
	}
	v.length(at+".label", f.Label, 1, most)
	known := false
	for _, k := range FieldKinds {
		known = known || k == f.Kind
	}
	v.Check(known, at+".kind", "unknown_value", "Choose one of the kinds of fields.")
	if !f.Kind.HasOptions() {
		f.Options = nil
		return
	}
	f.Options = v.list(at+".options", f.Options, maxOption)
	v.Check(len(f.Options) >= 2, at+".options", "required", "Give two options at least.")
	v.Check(len(f.Options) <= MaxOptions, at+".options", "too_many", "Give at most %d options.", MaxOptions)
}
