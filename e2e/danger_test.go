package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"klear/e2e/browser"
)

// rebloom is a Klear of the companion's brand, with nothing but the guide to speak; modelDown one whose language model cannot be
// reached.
var (
	rebloom   = running{args: []string{"--brand", "rebloom"}}
	modelDown = running{args: []string{"--brand", "rebloom", "--llm-url", "http://127.0.0.1:9/v1", "--llm-model", "away"}}
)

// What somebody in danger writes, and the number of the country whose zone they chose (brands/crisis-lines.json), which is not
// the brand's.
const (
	cry    = "I want to kill myself tonight, I have the pills here"
	zone   = "America/New_York"
	number = "a[href='tel:988']"
)

// TestDanger is somebody's first night with the companion: from no account to a booked hour with a person, whether a model
// answers or not.
func TestDanger(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]*running{"guide": &rebloom, "model-down": &modelDown} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := k.address(t)
			v := &newcomer{visitor: newVisitor(t, "danger-"+name, browser.Phone, browser.Dark, true)}
			v.joins(base, name+"@example.org")
			v.talks(base)
			v.cries()
			v.takesAnHour()
			v.open(base + "/bookings")
			v.arrives("/bookings")
			v.pinned() // whatever was done since
		})
	}
}

// TestDangerWithoutNetwork is the same night while the line breaks: what could not be sent brings the numbers all the same, help
// is there, and a time chosen without a network is taken once there is one.
func TestDangerWithoutNetwork(t *testing.T) {
	t.Parallel()
	counted.offline.Add(1)
	l := newLine(t, rebloom.address(t))
	v := &newcomer{visitor: newVisitor(t, "danger-offline", browser.Phone, browser.Light, true)}
	v.joins(l.url(), "offline@example.org")
	v.talks(l.url())
	v.controlled()
	v.until(kept + `.then(n => n.kept >= 1)`)
	v.open(l.url() + "/talk") // the first one came before there was a worker
	v.arrives("/talk")
	v.until(`(await caches.match('/help-now'))`)

	l.cut()
	v.says(cry)
	v.until(`document.querySelector("#unsent ` + number + `")?.checkVisibility()`)
	v.until(`document.querySelector("#words").value.includes("kill myself")`)
	v.checked("/talk")
	v.open(l.url() + "/help-now")
	v.arrives("/help-now")
	v.until(`document.querySelector("a[href^='tel:']")`)

	l.mend()
	v.open(l.url() + "/talk")
	v.arrives("/talk")
	v.cries()
	l.cut()
	v.tap(".care.pinned form[action='/holds'] button")
	v.arrives("/offline/outbox")
	v.until(`document.querySelectorAll('k-outbox li').length === 1`)
	l.mend()
	v.open(l.url() + "/offline/outbox")
	v.until(`document.querySelector('k-outbox [data-act=open]')?.textContent === 'Pay'`)
	v.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('k-outbox [data-act=open]').click()`)) // the list may be written anew at any moment
	v.arrives("/book/")
	v.pays()
}

// joins opens an account, follows the letter's link and says which zone is home.
func (n *newcomer) joins(base, email string) {
	n.t.Helper()
	n.open(base + "/sign-up")
	n.arrives("/sign-up")
	n.fill("#name", "Kavya Iyer")
	n.registers(base, email)
	n.onward("/sign-in", "/welcome")
	n.tap("form[action='/welcome/language'] button[type='submit']")
	n.arrives("/welcome/language")
	n.choose("#zone", zone)
	n.onward("/welcome/language", "/welcome/where")
}

// talks begins a talk and hears an answer to something ordinary.
func (n *newcomer) talks(base string) {
	n.t.Helper()
	n.open(base + "/talk")
	n.arrives("/talk")
	n.tap("form[action='/talk/welcome'] button[type='submit']")
	n.until(`document.querySelector("#words")`)
	n.arrives("/talk")
	n.says("It was a long day at work")
	n.until(`document.querySelectorAll(".log .them[id]").length === 1 && !document.querySelector(".log .waits")`)
	n.until(`!document.querySelector(".pinned")`)
}

func (n *newcomer) says(words string) {
	n.t.Helper()
	n.fill("#words", words)
	n.tap(".composer button[type='submit']")
}

// cries writes of danger: the card has the numbers of the person's country and three times with licensed people.
func (n *newcomer) cries() {
	n.t.Helper()
	n.says(cry)
	n.pinned()
	n.until(`document.querySelectorAll(".care.pinned form[action='/holds'] button").length === 3`)
	n.until(`document.querySelector("k-talk .them.urgent")`)
	n.checked("/talk")
}

// pinned waits for the card with the first country's number in sight.
func (n *newcomer) pinned() {
	n.t.Helper()
	n.until(`document.querySelector(".care.pinned ` + number + `")?.checkVisibility()`)
}

// takesAnHour books the first of the three times: two taps.
func (n *newcomer) takesAnHour() {
	n.t.Helper()
	before := n.taps
	n.tap(".care.pinned form[action='/holds'] button")
	n.arrives("/book/")
	n.pays()
	if used := n.taps - before; used != 2 {
		n.t.Errorf("an hour with a person takes %d taps", used)
	}
}

func (n *newcomer) pays() {
	n.t.Helper()
	n.tap("form[action$='/pay'] button[type='submit']")
	n.arrives("/bookings/")
	n.until(`document.querySelector("a[href$='/calendar.ics']")`) // only what is certain goes into a calendar
}
