package e2e_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"klear/e2e/browser"
)

// TestDesksByKeyboard: an operator checks a practitioner, the practitioner accepts what a client asks for and gives Monday
// a second window, all without a mouse.
func TestDesksByKeyboard(t *testing.T) {
	t.Parallel()
	counted.keyboard.Add(3) // verify, accept, edit availability
	base := klearURL(t)
	p := newPractice(t, base, "Farida Contractor")

	operator := newVisitor(t, "desk", browser.Desktop, browser.Light, true)
	operator.signIn(base, "admin@demo.klear.example")
	operator.open(base + "/admin/verification")
	operator.arrives("/admin/verification")
	operator.approvesByKeyboard(p.name)

	code := booksAt(t, base+"/p/"+p.slug)
	v := newVisitor(t, "answers", browser.Desktop, browser.Dark, true)
	v.signIn(base, p.email)
	v.open(base + "/pro/requests")
	v.arrives("/pro/requests")
	v.tabTo("form[action='/pro/requests/" + code + "/accept'] button")
	v.press(kb.Enter)
	v.until(`document.readyState === 'complete' && !document.querySelector("form[action='/pro/requests/` + code + `/accept']")`)
	v.open(base + "/pro/sessions/" + code)
	v.arrives("/pro/sessions/" + code)
	v.do(chromedp.WaitReady(chromedp.CSS("[data-status='confirmed']")))
	v.open(base + "/pro/availability")
	v.arrives("/pro/availability")
	v.addsWindowByKeyboard()
}

// approvesByKeyboard goes from the queue to the decision.
func (v *visitor) approvesByKeyboard(name string) {
	v.t.Helper()
	v.tabUntil("e.matches(`tbody a`) && e.textContent === `" + name + "`")
	v.press(kb.Enter)
	v.arrives("/admin/verification/")
	v.tabTo("input[name='decision']")
	v.press(" ")
	v.until(`document.querySelector("input[name='decision'][value='approve']").checked`)
	v.tabTo("#method")
	v.press("Read the licence")
	v.tabTo("#reason")
	v.press("The licence and the name agree")
	v.tabTo("form[action^='/admin/verification/'] button[type='submit']")
	v.press(kb.Enter)
	v.until(`location.pathname === '/admin/verification'`) // the decision's own address begins with the queue's
	v.arrives("/admin/verification")
	if strings.Contains(v.text(), name) {
		v.t.Errorf("%s still waits", name)
	}
}

// mondays are the ends of Monday's windows as the form holds them.
const mondays = `[...document.querySelectorAll("input[name^='end.1.']")].map(e => e.value)`

// addsWindowByKeyboard adds the evening to Monday. The browser puts the focus on the new window itself; a time is typed
// part by part, as its reader's clock has it.
func (v *visitor) addsWindowByKeyboard() {
	v.t.Helper()
	v.tabTo("button[value='add-1']")
	v.press(kb.Enter)
	v.until(mondays + `.length === 2 && document.activeElement.name === 'start.1.1'`)
	v.press("0500PM")
	v.tabTo("[name='end.1.1']")
	v.press("0800PM")
	v.tabTo("button[value='save']:not([tabindex])")
	v.press(kb.Enter)
	v.do(chromedp.WaitReady(chromedp.CSS(".notice.success")))
	v.arrives("/pro/availability")
	if got, want := eval[[]string](v.t, v.ctx, mondays), []string{"12:00", "20:00"}; !slices.Equal(got, want) {
		v.t.Errorf("Monday ends at %v, wanted %v", got, want)
	}
}

// TestASheetByKeyboard: what a link opens over the page takes the focus and gives it back; without script it is a page.
func TestASheetByKeyboard(t *testing.T) {
	t.Parallel()
	base := klearURL(t)
	for id, leads := range map[string]string{"all-filters": "/search/filters", "prefs": "/preferences"} {
		link := `a[data-sheet="` + id + `"]`
		v := newVisitor(t, id, browser.Phone, browser.Light, true)
		v.open(base + "/c/ayurveda")
		v.until(`!!customElements.get('k-exit')`) // before the script is there, the link leads to the page
		v.tabTo(link)
		v.press(kb.Enter)
		v.until(`document.querySelector('#` + id + `:popover-open h1') === document.activeElement && !!document.activeElement`)
		v.arrives("/c/ayurveda")
		v.press(kb.Escape)
		v.until(`document.activeElement.matches('` + link + `') && !document.getElementById('` + id + `')`)

		plain := newVisitor(t, id, browser.Desktop, browser.Dark, false)
		plain.open(base + "/c/ayurveda")
		plain.tabTo(link)
		plain.press(kb.Enter)
		plain.arrives(leads)
	}
}
