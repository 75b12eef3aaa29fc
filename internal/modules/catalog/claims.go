package catalog

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// claimsMore reports that a profile says of itself what nobody checked before: another name, or a certification that is new
// or changed. One that is left out, and another order, case or spacing, claim nothing.
func claimsMore(before, after Practitioner) bool {
	if !sameWords(before.DisplayName, after.DisplayName) {
		return true
	}
	return slices.ContainsFunc(after.Certifications, func(c Certification) bool {
		return !slices.ContainsFunc(before.Certifications, c.same)
	})
}

func (c Certification) same(other Certification) bool {
	return sameWords(c.Name, other.Name) && sameWords(c.Issuer, other.Issuer) && sameWords(c.Number, other.Number) && c.Year == other.Year
}

// sameWords compares without case, spacing and ways of composing letters.
func sameWords(a, b string) bool {
	bare := func(s string) string { return norm.NFC.String(strings.Join(strings.Fields(s), "")) }
	return strings.EqualFold(bare(a), bare(b))
}

// awaitRenewal puts a verified profile into the queue and takes its badge: it stays public and what is booked stands, but
// nothing vouches for it until an operator has looked again.
func (p *Practitioner) awaitRenewal(now time.Time) {
	p.Registration.CheckedOn, p.Registration.Method = "", ""
	p.RenewalAt = &now
}

// ClaimsWait reports that a verified profile says something new of itself that an operator has yet to check.
func (p Practitioner) ClaimsWait() bool {
	return p.VerificationStatus == Verified && p.RenewalAt != nil && p.Registration.CheckedOn == ""
}
