package e2e_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"klear/e2e/browser"
	"klear/internal/web/gallery"
)

func open(t *testing.T, ctx context.Context, base, entry string) {
	t.Helper()
	url := base + gallery.Prefix + "klearkarma/en/" + entry
	if err := browser.Open(ctx, url, browser.Desktop, browser.Light); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// Changing the week replaces the booker only: the page stays, the address follows, the focus stays on the arrow, and
// the new range is announced.
func TestWeekChangesInPlace(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	open(t, ctx, base, "practitioner")
	got := eval[[]string](t, ctx, `(async () => {
		window.same = 'same page';
		const swapped = new Promise(done => new MutationObserver((_, o) => {
			if (!document.getElementById('booker').ariaBusy) { o.disconnect(); done(); }
		}).observe(document.getElementById('booker'), {attributes: true, attributeFilter: ['aria-busy']}));
		document.getElementById('week-next').click();
		await swapped;
		await new Promise(requestAnimationFrame);
		await new Promise(requestAnimationFrame);
		return [window.same, location.search, document.activeElement.id, document.getElementById('live').textContent];
	})()`)
	want := []string{"same page", "?on=2026-11-27", "week-next", "20 to 26 November"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %q, want %q", i, got[i], want[i])
		}
	}
}

// Choosing a time repeats it in the summary and in the phone's bar.
func TestChosenTimeIsRepeated(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	open(t, ctx, base, "practitioner")
	got := eval[[]string](t, ctx, `document.querySelector('[data-when^="6:30"]').click(),
		[...document.querySelectorAll('[data-chosen]')].map(e => e.textContent)`)
	if len(got) != 2 || got[0] != ", 6:30\u00a0pm" || got[1] != got[0] {
		t.Errorf("repeated as %q", got)
	}
}

// A form goes out once: the button says what happens and a second press does nothing.
func TestPayingIsSentOnce(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	open(t, ctx, base, "checkout")
	got := eval[[]any](t, ctx, `(() => {
		const f = document.querySelector('form[action$="/pay"]'), b = f.querySelector('button[type=submit]');
		const sink = document.createElement('iframe'); sink.name = 'sink'; document.body.append(sink); f.target = 'sink';
		let sent = 0; addEventListener('submit', e => { if (!e.defaultPrevented) sent++; });
		const width = b.offsetWidth;
		b.click(); b.click();
		return [sent, b.ariaBusy, b.textContent.trim(), b.offsetWidth >= width];
	})()`)
	if got[0] != 1.0 || got[1] != "true" || got[2] != "Paying…" || got[3] != true {
		t.Errorf("sent, busy, text, keeps its width = %v", got)
	}
}

// A hold offers to be extended only near its end, and says so without counting seconds.
func TestHoldOffersMoreTimeNearItsEnd(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	open(t, ctx, base, "checkout")
	if !eval[bool](t, ctx, `document.querySelector('k-hold [data-more]').hidden`) {
		t.Error("15 minutes before the end the offer is already shown")
	}
	got := eval[[]any](t, ctx, `(async () => {
		const old = document.querySelector('k-hold'), h = old.cloneNode(true);
		h.dataset.until = new Date(Date.parse(h.dataset.now) + 170000).toISOString();
		old.replaceWith(h);
		await new Promise(requestAnimationFrame);
		await new Promise(done => new MutationObserver(done).observe(document.getElementById('live'), {childList: true, characterData: true, subtree: true}));
		return [h.querySelector('[data-more]').hidden, h.querySelector('[data-text]').textContent === h.dataset.soon];
	})()`)
	if got[0] != false || got[1] != true {
		t.Errorf("hidden, says soon = %v", got)
	}
}

func TestPasswordCanBeShown(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	open(t, ctx, base, "sign-in")
	got := eval[[]string](t, ctx, `(() => { const k = document.querySelector('k-reveal'), b = k.querySelector('button');
		b.click(); return [k.querySelector('input').type, b.ariaLabel, b.ariaPressed]; })()`)
	if got[0] != "text" || got[1] != "Hide password" || got[2] != "true" {
		t.Errorf("type, label, pressed = %v", got)
	}
}

// A device in another zone gets a suggestion once somebody is there; nothing is changed by itself.
func TestAnotherZoneIsSuggested(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	open(t, ctx, base, "bookings")
	if !eval[bool](t, ctx, `document.querySelector('k-zone').hidden`) {
		t.Error("a device in the same zone is asked")
	}
	if _, err := chromedp.Call(ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/London"}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(base+gallery.Prefix+"klearkarma/en/bookings")); err != nil {
		t.Fatal(err)
	}
	got := eval[[]any](t, ctx, `(async () => {
		const hint = document.querySelector('k-zone');
		const shown = new Promise(done => new MutationObserver(done).observe(hint, {attributes: true, attributeFilter: ['hidden']}));
		dispatchEvent(new PointerEvent('pointermove'));
		await shown;
		return [hint.hidden, hint.querySelector('[name=zone]').value, document.querySelector('[data-here]').textContent];
	})()`)
	if got[0] != false || got[1] != "Europe/London" || got[2] != "London" {
		t.Errorf("hidden, value, name = %v", got)
	}
}

// Without script the chosen time cannot follow, so it is not claimed; what only works with script is gone, and the sort
// form has its button.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	base, ctx := galleryServer(t), tab(t)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	open(t, ctx, base, "practitioner")
	shown := func(selector string) bool {
		return eval[bool](t, ctx, `document.querySelector('`+selector+`').getClientRects().length > 0`)
	}
	if shown(".sum [data-chosen]") || shown("k-share button") {
		t.Error("what needs script is shown without it")
	}
	if !shown("#book-form button[type=submit]") || !shown("#week-next") {
		t.Error("the booker does not work without script")
	}
	open(t, ctx, base, "search")
	if !shown(".sort button") {
		t.Error("the sort form has no button without script")
	}
}
