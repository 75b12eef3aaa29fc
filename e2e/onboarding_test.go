package e2e_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"klear/e2e/browser"
)

// newcomer is a visitor whose every field and tap is counted.
type newcomer struct {
	*visitor
	inputs, taps int64
}

// fill types into a field.
func (n *newcomer) fill(field, value string) {
	n.t.Helper()
	n.do(chromedp.SendKeys(chromedp.CSS(field), value))
	n.inputs++
}

// choose takes an entry of a list.
func (n *newcomer) choose(field, value string) {
	n.t.Helper()
	n.do(chromedp.SetValue(chromedp.CSS(field), value))
	n.inputs++
}

// tap touches a button, a box or a link.
func (n *newcomer) tap(what string) {
	n.t.Helper()
	n.do(chromedp.Click(chromedp.CSS(what)))
	n.taps++
}

// onward taps the step's own button and waits for the next step.
func (n *newcomer) onward(from, to string) {
	n.t.Helper()
	n.tap("form[action='" + from + "'] button[type='submit']")
	n.arrives(to)
}

// paperFile is a page of a licence as a phone would photograph it.
func paperFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "licence.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestOnboarding is a practitioner's first quarter of an hour on a phone: sign up, be checked, be booked, see it.
func TestOnboarding(t *testing.T) {
	t.Parallel()
	base, began := klearURL(t), time.Now()
	n := &newcomer{visitor: newVisitor(t, "newcomer", browser.Phone, browser.Light, true)}
	n.signsUp(base)
	n.setsUp(paperFile(t))
	n.do(chromedp.Click(chromedp.CSS("a[href^='/p/']")))
	n.arrives("/p/")
	public := n.path()

	verifies(t, base, "Devika Menon")
	client := booksAt(t, base+public)
	n.open(base + "/pro/agenda")
	n.arrives("/pro/agenda")
	n.until(`document.querySelector(".agenda a[href='/pro/sessions/` + client + `']")`)

	counted.onboardingSeconds.Store(int64(time.Since(began).Round(time.Second).Seconds()))
	counted.onboardingInputs.Store(n.inputs)
	counted.onboardingTaps.Store(n.taps)
}

// signsUp opens an account of somebody who offers sessions, and follows the letter's link.
func (n *newcomer) signsUp(base string) {
	n.t.Helper()
	n.open(base + "/sign-up")
	n.arrives("/sign-up")
	n.tap("label:has(input[name='wish'][value='offer'])")
	n.fill("#name", "Devika Menon")
	n.registers(base, "devika.menon@example.org")
	n.onward("/sign-in", "/pro/start/you")
}

// registers gives the address and a password, follows the letter's link, and stands before the button that signs in.
func (n *newcomer) registers(base, email string) {
	n.t.Helper()
	n.fill("#email", email)
	n.fill("#password", "a quiet room at noon")
	n.tap("[id='consent.terms']")
	n.tap("[id='consent.privacy']")
	n.onward("/sign-up", "/sign-up?sent")
	n.open(base + "/dev/mail?to=" + email)
	n.arrives("/dev/mail")
	n.do(chromedp.Click(chromedp.CSS("tbody a")))
	n.arrives("/dev/mail/")
	// The test's port is chosen by the system, which letters do not know: only the path of their link counts.
	link := eval[string](n.t, n.ctx, `document.querySelector("p.mail a[href*='/verify/']").pathname`)
	n.open(base + link)
	n.taps++
	n.arrives("/verify/")
	n.tap("form[action^='/verify/'] button[type='submit']")
	n.until(`location.pathname === '/verify'`)
	n.arrives("/verify")
	n.tap("main a.btn")
	n.arrives("/sign-in")
	n.fill("#email", email)
	n.fill("#password", "a quiet room at noon")
}

// setsUp goes through the first steps: who, where, what, when, no calendar, one paper.
func (n *newcomer) setsUp(paper string) {
	n.t.Helper()
	n.fill("#headline", "Breath and rest for people who cannot sleep")
	n.onward("/pro/start/you", "/pro/start/where")
	n.tap("label:has(input[name='mode'][value='online'])")
	n.onward("/pro/start/where", "/pro/start/service")
	n.fill("#title", "First session")
	n.choose("#category", "yoga-therapy")
	n.fill("#price", "1200")
	n.onward("/pro/start/service", "/pro/start/hours")
	before := n.taps
	n.onward("/pro/start/hours", "/pro/start/calendar")
	if used := n.taps - before; used > 3 {
		n.t.Errorf("a usual week takes %d taps", used)
	}
	n.onward("/pro/start/skip/calendar", "/pro/start/documents")
	n.do(chromedp.SetUploadFiles(chromedp.ID("document"), []string{paper}))
	n.inputs++
	n.onward("/pro/start/documents", "/pro/start/done")
}

// verifies is an operator who approves somebody in the pages.
func verifies(t *testing.T, base, name string) {
	t.Helper()
	v := newVisitor(t, "operator", browser.Phone, browser.Dark, true)
	v.signIn(base, "admin@demo.klear.example")
	v.open(base + "/admin/verification")
	v.arrives("/admin/verification")
	v.do(chromedp.Click(chromedp.Search(`//tbody//a[contains(., "` + name + `")]`)))
	v.arrives("/admin/verification/")
	v.do(chromedp.Click(chromedp.CSS("label:has(input[name='decision'][value='approve'])")))
	v.do(chromedp.SendKeys(chromedp.ID("method"), "Read the licence"))
	v.do(chromedp.SendKeys(chromedp.ID("reason"), "The licence and the name agree"))
	v.do(chromedp.Click(chromedp.CSS("form[action^='/admin/verification/'] button[type='submit']")))
	v.until(`location.pathname === '/admin/verification'`) // the decision's own address begins with the queue's
	v.arrives("/admin/verification")
}

// booksAt is a visitor who books and pays the first time that a page offers, and gives the booking's code.
func booksAt(t *testing.T, page string) string {
	t.Helper()
	v := newVisitor(t, "client", browser.Phone, browser.Dark, true)
	v.open(page)
	v.arrives("/p/")
	v.do(chromedp.Click(chromedp.CSS(".bookbar button[type='submit']")))
	v.arrives("/book/")
	v.do(chromedp.SendKeys(chromedp.ID("name"), "Rohit Shah"))
	v.do(chromedp.SendKeys(chromedp.ID("email"), "rohit.first@example.org"))
	v.do(chromedp.Click(chromedp.CSS("form[action$='/pay'] button[type='submit']")))
	v.arrives("/bookings/")
	return codeOf(v.path())
}
