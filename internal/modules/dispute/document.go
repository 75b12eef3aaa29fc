package dispute

import (
	"fmt"
	"strings"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/clock"
	"klear/internal/platform/money"
)

// maxRefunds are the refunds that the document lists; the rest it counts.
const maxRefunds = 20

// Document is the evidence as one text, in English and in UTC beside the place's own time: banks read it, not people of this
// site. It stays below payment.MaxEvidenceText.
func (p Pack) Document() string {
	var d doc
	d.line("Dispute %s of %s", p.Ref, amount(p.Amount))
	d.line("Reason given: %s", p.Reason)
	if p.Booking != nil {
		d.session(*p.Booking, p.Paid.At)
	}
	d.payment(p)
	if p.Note != "" {
		d.head("The seller's account")
		d.line("%s", p.Note)
	}
	if len(p.Files) > 0 {
		d.head("Files")
		for _, f := range p.Files {
			d.line("%s (%s, %d bytes, SHA-256 %s)", f.Name, f.ContentType, f.Bytes, f.SHA256)
		}
	}
	return d.String()
}

type doc struct{ strings.Builder }

func (d *doc) line(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }
func (d *doc) head(title string)               { d.line("\n%s", title) }

func (d *doc) session(b Session, paid time.Time) {
	d.head("What was sold")
	d.line("Booking %s, made on %s", b.Code, instant(b.MadeAt))
	d.line("One appointment of %d minutes with %s, %s", int(b.End.Sub(b.Start).Minutes()), b.Practitioner, modes[b.Mode])
	d.line("Time: %s%s", instant(b.Start), local(b.Start, b.Zone))
	d.head("Terms, shown before payment and accepted by paying")
	d.line("Accepted on %s", instant(paid))
	if b.Terms.Fee.Minor == 0 {
		d.line("Cancelling costs nothing.")
	} else {
		d.line("Free cancellation until %s; afterwards %s is kept and %s is given back.", instant(b.Terms.FreeUntil), amount(b.Terms.Fee), amount(b.Terms.Refund))
	}
	for _, f := range b.Forms {
		d.form(f)
	}
	d.head("Attendance")
	d.line("Opened by the seller: %s", marked(b.Started))
	d.line("Closed: %s", marked(b.Ended))
	d.line("Outcome: %s", outcome(b))
}

func (d *doc) form(f booking.FormRecord) {
	name, did := "Questions before the appointment", "answered"
	if f.Kind == catalog.Waiver {
		name, did = "Waiver", "signed by typing the name and ticking agreement"
	}
	if f.AnsweredAt.IsZero() {
		d.line("%s: not %s", name, did)
		return
	}
	d.line("%s: %s on %s", name, did, instant(f.AnsweredAt))
}

func (d *doc) payment(p Pack) {
	d.head("Payment")
	d.line("%s paid with %s on %s", amount(p.Paid.Amount), p.Paid.Method, instant(p.Paid.At))
	if len(p.Paid.Refunds) == 0 {
		d.line("Nothing was refunded.")
	}
	for i, r := range p.Paid.Refunds {
		if i == maxRefunds {
			d.line("%d more refunds", len(p.Paid.Refunds)-i)
			break
		}
		d.line("Refund of %s on %s: %s", amount(money.Amount{Minor: r.AmountMinor, Currency: r.Currency}), instant(r.CreatedAt), r.Status)
	}
}

var modes = map[string]string{"online": "held online", "at_practitioner": "at the seller's place", "at_customer": "at the buyer's place"}

// outcome is how the appointment ended.
func outcome(b Session) string {
	switch b.Status {
	case booking.Completed:
		return "it took place"
	case booking.NoShow:
		return "the buyer did not come"
	case booking.Cancelled:
		return "cancelled by the " + actors[b.EndedBy]
	}
	return string(b.Status)
}

var actors = map[string]string{"seeker": "buyer", "practitioner": "seller", "admin": "platform", "system": "platform", "": "platform"}

func amount(a money.Amount) string { return a.Currency + " " + a.Decimal() }

func instant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func marked(t time.Time) string {
	if t.IsZero() {
		return "not marked"
	}
	return instant(t)
}

// local is the same instant where the appointment is; "" when the zone is unknown.
func local(t time.Time, zone string) string {
	at, err := clock.Zone(zone)
	if err != nil {
		return ""
	}
	return t.In(at).Format(" (2006-01-02 15:04 in ") + zone + ")"
}
