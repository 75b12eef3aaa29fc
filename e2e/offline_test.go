package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"klear/e2e/browser"
)

// until waits for a JavaScript condition in the page.
func (v *visitor) until(condition string) {
	v.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		ok, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](`(async () => Boolean(`+condition+`))()`, chromedp.EvalAwaitPromise))
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			v.t.Fatalf("%s at %s: never %s (%v):\n%s", v.name, v.path(), condition, err, v.text())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// controlled waits until the service worker looks after the page.
func (v *visitor) controlled() {
	v.t.Helper()
	v.until(`navigator.serviceWorker.controller`)
}

// kept is how many records each store of the device holds.
const kept = `(async () => { const db = await new Promise((d, f) => { const r = indexedDB.open('klear', 1); r.onsuccess = () => d(r.result); r.onerror = f; });
	const n = {}; for (const s of db.objectStoreNames) n[s] = await new Promise(d => { const r = db.transaction(s).objectStore(s).count(); r.onsuccess = () => d(r.result); });
	db.close(); return n; })()`

// freeCall gives a practitioner of the demo a service that costs nothing, over REST, and answers with its id.
func freeCall(t *testing.T, base, email string) (slug, service string) {
	t.Helper()
	token := tokenOf(t, base, email)
	var me struct{ Data struct{ ID, Slug string } }
	callAPI(t, base, "GET", "/practitioners/me", token, nil, &me)
	var made struct{ Data struct{ ID string } }
	callAPI(t, base, "POST", "/practitioners/"+me.Data.ID+"/services", token, map[string]any{"category": "yoga-therapy", "name": "First call",
		"durationMin": 30, "price": 0, "currency": "INR", "modes": []string{"online"}}, &made)
	return me.Data.Slug, made.Data.ID
}

func callAPI(t *testing.T, base, method, path, token string, body, out any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, base+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 || json.Unmarshal(answer, out) != nil {
		t.Fatalf("%s %s: %d %s %v", method, path, res.StatusCode, answer, err)
	}
}

// away opens a practitioner's page, waits until the device holds it, and cuts the line.
func (v *visitor) away(l *line, page string) {
	v.t.Helper()
	v.open(l.url() + page)
	v.arrives("/p/")
	v.controlled()
	v.until(kept + `.then(n => n.kept >= 1)`)
	v.open(l.url() + page) // the first page came before there was a worker
	v.arrives("/p/")
	v.until(`(await fetch('/sync')).ok && (` + kept + `).then(n => n.kept >= 2)`)
	l.cut()
}

// wishes presses Continue without a network and waits for the outbox.
func (v *visitor) wishes(l *line, page string) {
	v.t.Helper()
	v.open(l.url() + page)
	v.arrives("/p/")
	v.until(`!document.querySelector('k-kept').hidden && document.querySelector('k-kept [data-at]').textContent`)
	v.do(chromedp.Click(chromedp.CSS(".bookbar button[type='submit']")))
	v.arrives("/offline/outbox")
	v.until(`document.querySelectorAll('k-outbox li').length === 1`)
}

// back mends the line and opens the outbox.
func (v *visitor) back(l *line) {
	v.t.Helper()
	l.mend()
	v.open(l.url() + "/offline/outbox")
}

// Two people ask for the same free time without a network. Back in reach, one has it, once however often it is sent;
// the other is offered three times instead and takes one.
func TestBookingWithoutNetwork(t *testing.T) {
	t.Parallel()
	counted.offline.Add(1)
	slug, service := freeCall(t, klearURL(t), "ananya.rao@klearkarma.example")
	page := "/p/" + slug + "?service=" + service
	one, two := newVisitor(t, "offline-one", browser.Phone, browser.Light, true), newVisitor(t, "offline-two", browser.Phone, browser.Dark, true)
	lineOne, lineTwo := newLine(t, klearURL(t)), newLine(t, klearURL(t))
	one.signIn(lineOne.url(), "seeker@demo.klear.example")
	one.away(lineOne, page)
	two.away(lineTwo, page)
	one.wishes(lineOne, page)
	two.wishes(lineTwo, page)

	one.back(lineOne)
	one.until(`document.querySelector('k-outbox [data-act=open]')?.pathname.startsWith('/bookings/')`)
	booked := eval[string](t, one.ctx, `document.querySelector('k-outbox [data-act=open]').pathname`)
	one.do(chromedp.Evaluate[chromedp.Void](`(async () => { const db = await new Promise(d => { const r = indexedDB.open('klear', 1); r.onsuccess = () => d(r.result); });
		const [id] = await new Promise(d => { const r = db.transaction('outbox').objectStore('outbox').getAllKeys(); r.onsuccess = () => d(r.result); });
		db.close(); for (let i = 0; i < 10; i++) navigator.serviceWorker.controller.postMessage({ask: 'retry', id}); })()`))
	one.open(lineOne.url() + "/bookings")
	one.arrives("/bookings")
	one.until(`document.querySelectorAll("a[href='` + booked + `']").length === 1 && [...document.querySelectorAll('.blist .sub')].filter(e => /First call/.test(e.textContent)).length === 1`)

	two.back(lineTwo)
	two.until(`document.querySelectorAll('k-outbox [data-act=instead]').length === 3`)
	two.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('k-outbox [data-act=instead]').click()`)) // the list may be written anew at any moment
	two.until(`document.querySelector('k-outbox [data-act=open]')?.pathname.startsWith('/book/')`)            // a visitor says who they are first
}

// A seeker reads their bookings, a profile and help without a network; what was never opened says so. Nothing personal
// lies in the clear, and nothing is left after signing out, which asks when something still waits.
func TestReadingWithoutNetwork(t *testing.T) {
	t.Parallel()
	counted.offline.Add(1)
	l := newLine(t, klearURL(t))
	v := newVisitor(t, "offline", browser.Phone, browser.Light, true)
	v.signIn(l.url(), "seeker@demo.klear.example")
	page := "/p/ananya-rao?on=" + herDay(time.Tuesday).Format(time.DateOnly)
	v.away(l, page)
	names := eval[[]string](t, v.ctx, `(async () => { const out = []; for (const c of await caches.keys()) for (const r of await (await caches.open(c)).keys()) out.push(new URL(r.url).pathname); return out; })()`)
	for _, n := range names {
		if !strings.HasPrefix(n, "/static/") && !strings.HasPrefix(n, "/offline") && n != "/help-now" && n != "/icons/192.png" {
			t.Errorf("%s lies in the clear", n)
		}
	}
	v.open(l.url() + "/help-now")
	v.arrives("/help-now")
	v.open(l.url() + "/bookings") // never opened: kept ahead
	v.arrives("/bookings")
	v.until(`!document.querySelector('k-kept').hidden`)
	v.open(l.url() + "/account/profile") // never kept
	v.until(`document.title.startsWith('You are offline')`)
	v.wishes(l, page)

	v.back(l)
	v.until(`document.querySelector('k-outbox [data-act=open]')?.textContent === 'Pay'`)
	v.open(l.url() + "/account/security")
	v.arrives("/account/security")
	leave := chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action="/sign-out"]').requestSubmit()`)
	v.until(`!document.querySelector('k-sync').hidden`)
	v.do(leave)
	v.until(`document.querySelector('form[action="/sign-out"] [role=alert]')`)
	v.do(leave)
	v.arrives("/")
	v.until(kept + `.then(n => n.kept <= 1 && n.outbox === 0)`) // the page after it is anybody's
}
