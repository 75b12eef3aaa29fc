package e2e_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"klear/e2e/axe"
	"klear/e2e/browser"
)

// visitor is somebody in a browser tab. Every page they come to is checked, and kept as a picture.
type visitor struct {
	t      *testing.T
	ctx    context.Context
	scheme browser.Scheme
	vp     browser.Viewport
	name   string
	steps  int
	script bool
	status int // that the next page should answer with
}

func newVisitor(t *testing.T, name string, vp browser.Viewport, scheme browser.Scheme, script bool) *visitor {
	t.Helper()
	v := &visitor{t: t, ctx: tab(t), scheme: scheme, vp: vp, name: name, script: script, status: 200}
	if !script {
		v.must(chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	}
	return v
}

func (v *visitor) must(_ any, err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatalf("%s: %v", v.name, err)
	}
}

func (v *visitor) do(a chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, a); err != nil {
		v.t.Fatalf("%s at %s: %v", v.name, v.path(), err)
	}
}

func (v *visitor) open(url string) {
	v.t.Helper()
	if err := browser.Emulate(v.ctx, v.vp, v.scheme); err != nil {
		v.t.Fatal(err)
	}
	v.do(chromedp.Navigate(url))
}

func (v *visitor) path() string {
	loc, err := chromedp.Run(v.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(loc, "http://"), "/")
	return "/" + rest
}

// arrives waits for a page whose path has the prefix, checks it and takes its picture.
func (v *visitor) arrives(prefix string) {
	v.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !strings.HasPrefix(v.path(), prefix) || !v.loaded() {
		if time.Now().After(deadline) {
			v.t.Fatalf("%s is at %s, wanted %s:\n%s", v.name, v.path(), prefix, v.text())
		}
		time.Sleep(20 * time.Millisecond)
	}
	v.steps++
	counted.pages.Add(1)
	v.checked(prefix)
}

// checked takes the page's picture and looks for faults in it, as it stands now.
func (v *visitor) checked(prefix string) {
	v.t.Helper()
	v.picture(prefix)
	if !v.script {
		return
	}
	if status, err := chromedp.Run(v.ctx, chromedp.Evaluate[int](`performance.getEntriesByType('navigation')[0].responseStatus`)); err != nil || status != v.status {
		v.t.Errorf("%s at %s: answered %d, wanted %d, %v", v.name, v.path(), status, v.status, err)
	}
	found, err := axe.Check(v.ctx, v.scheme)
	v.must(found, err)
	counted.axeRuns.Add(1)
	counted.violations.Add(int64(len(found)))
	for _, f := range found {
		v.t.Errorf("%s at %s: %s", v.name, v.path(), f)
	}
	faults, err := browser.Faults(v.ctx)
	v.must(faults, err)
	over, err := browser.Overflow(v.ctx)
	v.must(over, err)
	counted.widths.Add(1)
	counted.faults.Add(int64(len(faults)))
	if over > 0 {
		counted.sideways.Add(1)
	}
	if len(faults) > 0 || over > 0 {
		v.t.Errorf("%s at %s: faults %v, %d px too wide", v.name, v.path(), faults, over)
	}
}

func (v *visitor) loaded() bool {
	if !v.script {
		return chromedp.Do(v.ctx, chromedp.WaitReady(chromedp.CSS("footer"))) == nil
	}
	state, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](`document.readyState`))
	return err == nil && state == "complete"
}

// text is what the page says, for the message of a failure: a page of the browser's own has no main part.
func (v *visitor) text() string {
	ctx, cancel := context.WithTimeout(v.ctx, time.Second)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("main")))
	if err != nil {
		return err.Error()
	}
	return s
}

// picture keeps a screenshot in e2e/screenshots, which git ignores.
func (v *visitor) picture(prefix string) {
	v.t.Helper()
	png, err := browser.Screenshot(v.ctx, false)
	v.must(png, err)
	v.must(nil, os.MkdirAll("screenshots", 0o755))
	file := v.name + "-" + strings.Trim(strings.ReplaceAll(prefix, "/", "-"), "-") + "-" + v.vp.Name + "-" + string(v.scheme) + ".png"
	v.must(nil, os.WriteFile(filepath.Join("screenshots", file), png, 0o644))
	counted.pictures.Add(1)
}

// tabTo presses Tab until the focused element matches, as somebody without a mouse would.
func (v *visitor) tabTo(selector string) {
	v.t.Helper()
	v.tabUntil("e.matches(`" + selector + "`)")
}

// tabUntil presses Tab until the JavaScript condition holds for the focused element e.
func (v *visitor) tabUntil(condition string) {
	v.t.Helper()
	for range 200 {
		v.do(chromedp.KeyEvent(kb.Tab))
		on, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](`(e => `+condition+`)(document.activeElement)`))
		v.must(on, err)
		if on {
			return
		}
	}
	v.t.Fatalf("%s at %s: Tab never reaches %s", v.name, v.path(), condition)
}

func (v *visitor) press(key string) { v.t.Helper(); v.do(chromedp.KeyEvent(key)) }

// TestJourneyByKeyboard books, moves and cancels with the keyboard alone, from the landing page in four steps.
func TestJourneyByKeyboard(t *testing.T) {
	t.Parallel()
	counted.keyboard.Add(3) // book, move, cancel
	base := klearURL(t)
	v := newVisitor(t, "keyboard", browser.Desktop, browser.Light, true)
	v.open(base + "/")
	v.arrives("/")
	// A time far enough ahead to be moved and cancelled for free.
	v.tabUntil(`e.matches('button.slot') && new Date(e.value) - Date.now() > 80 * 3600e3`)
	v.press(kb.Enter)
	v.arrives("/book/")
	v.tabTo("#name")
	v.press("Kavya Menon")
	v.tabTo("#email")
	v.press("kavya@example.org")
	v.tabTo("form[action$='/pay'] button[type='submit']")
	v.press(kb.Enter)
	v.arrives("/bookings/")
	if v.steps > 4 {
		t.Errorf("booked in %d steps, wanted at most 4", v.steps)
	}
	confirmed := strings.TrimSuffix(v.path(), "?new")
	v.tabTo("a[href$='/move']")
	v.press(kb.Enter)
	v.arrives(confirmed + "/move")
	v.tabTo("input[name='at']")
	v.press(kb.ArrowDown)
	v.tabTo("form[action$='/move'] button[type='submit']")
	v.press(kb.Enter)
	v.arrives(confirmed)
	v.tabTo("a[href$='/cancel']")
	v.press(kb.Enter)
	v.arrives(confirmed + "/cancel")
	v.tabTo("input[name='reason']")
	v.press(" ")
	v.tabTo("form[action$='/cancel'] button[type='submit']")
	v.press(kb.Enter)
	v.arrives(confirmed)
	v.do(chromedp.WaitReady(chromedp.CSS("[data-status='cancelled']")))
}

// TestTheOtherSideByKeyboard: the practitioner moves and then cancels what a visitor booked, with the keyboard alone.
func TestTheOtherSideByKeyboard(t *testing.T) {
	t.Parallel()
	counted.keyboard.Add(2) // move, cancel
	base := klearURL(t)
	client := newVisitor(t, "client", browser.Desktop, browser.Light, true)
	client.open(base + "/p/ananya-rao?on=" + herDay(time.Wednesday).Format(time.DateOnly))
	client.arrives("/p/")
	client.do(chromedp.Click(chromedp.CSS("#book-form button[type='submit']")))
	client.arrives("/book/")
	client.do(chromedp.SendKeys(chromedp.ID("name"), "Rohit Shah"))
	client.do(chromedp.SendKeys(chromedp.ID("email"), "rohit@example.org"))
	client.do(chromedp.Click(chromedp.CSS("form[action$='/pay'] button[type='submit']")))
	client.arrives("/bookings/")
	session := "/pro/sessions/" + codeOf(client.path())

	v := newVisitor(t, "practitioner", browser.Desktop, browser.Dark, true)
	v.signIn(base, "ananya.rao@klearkarma.example")
	v.open(base + session)
	v.arrives(session)
	v.tabTo("a[href$='/move']")
	v.press(kb.Enter)
	v.arrives(session + "/move")
	v.tabTo("input[name='at']")
	v.press(kb.ArrowDown)
	v.tabTo("form[action$='/move'] button[type='submit']")
	v.press(kb.Enter)
	v.do(chromedp.WaitReady(chromedp.CSS("a.btn[href$='/cancel']"))) // the page of the move begins with the same path
	v.arrives(session)
	v.tabTo("a[href$='/cancel']")
	v.press(kb.Enter)
	v.arrives(session + "/cancel")
	v.tabTo("input[name='reason']")
	v.press(" ")
	v.tabTo("form[action$='/cancel'] button[type='submit']")
	v.press(kb.Enter)
	v.arrives(session)
	v.do(chromedp.WaitReady(chromedp.CSS("[data-status='cancelled']")))
}

// codeOf is the booking of a confirmation's path.
func codeOf(path string) string {
	return strings.TrimPrefix(strings.TrimSuffix(path, "?new"), "/bookings/")
}

// signIn enters with a demo login.
func (v *visitor) signIn(base, email string) {
	v.t.Helper()
	v.open(base + "/sign-in")
	v.do(chromedp.SendKeys(chromedp.ID("email"), email))
	v.do(chromedp.SendKeys(chromedp.ID("password"), "klear-demo-2026"+kb.Enter))
	v.arrives("/")
}

// TestJourneyWithoutScript books and cancels on a phone with JavaScript switched off.
func TestJourneyWithoutScript(t *testing.T) {
	t.Parallel()
	counted.noScript.Add(1)
	base := klearURL(t)
	v := newVisitor(t, "noscript", browser.Phone, browser.Dark, false)
	v.open(base + "/search?q=yoga")
	v.arrives("/search")
	v.do(chromedp.Click(chromedp.CSS("ol article h2 a, .who h2 a")))
	v.arrives("/p/")
	v.do(chromedp.Click(chromedp.CSS(".bookbar button[type='submit']")))
	v.arrives("/book/")
	v.do(chromedp.SendKeys(chromedp.ID("name"), "Rohit Shah"))
	v.do(chromedp.SendKeys(chromedp.ID("email"), "rohit@example.org"))
	v.do(chromedp.Click(chromedp.CSS("form[action$='/pay'] button[type='submit']")))
	v.arrives("/bookings/")
	v.do(chromedp.Click(chromedp.CSS("a[href$='/cancel']")))
	v.arrives("/bookings/")
	v.do(chromedp.Click(chromedp.CSS("label:has(input[name='reason'])")))
	v.do(chromedp.Click(chromedp.CSS("form[action$='/cancel'] button[type='submit']")))
	v.arrives("/bookings/")
	v.do(chromedp.WaitReady(chromedp.CSS("[data-status='cancelled']")))
}

// TestPagesOfAVisitor opens what anybody can open, on a phone and a desktop, light and dark.
func TestPagesOfAVisitor(t *testing.T) {
	t.Parallel()
	base := klearURL(t)
	pages := []string{"/", "/search?q=sleep", "/search?q=zzzzzz", "/p/ananya-rao", "/help-now", "/sign-in", "/sign-up", "/recover", "/bookings", "/offline/outbox", "/dev/mail", "/api/docs", "/no-such-page", "/hi/search?q=yoga", "/hi/p/ananya-rao"}
	for _, look := range []struct {
		vp     browser.Viewport
		scheme browser.Scheme
	}{{browser.Phone, browser.Dark}, {browser.Desktop, browser.Light}} {
		v := newVisitor(t, "visitor", look.vp, look.scheme, true)
		for _, p := range pages {
			v.open(base + p)
			v.status = map[bool]int{true: 404, false: 200}[p == "/no-such-page"]
			want := p
			if p == "/bookings" {
				want = "/"
			}
			v.arrives(want)
		}
	}
}
