package plans_test

import (
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// sold is a site whose operator made two plans for seekers by the pages, and a browser of a seeker.
func sold(t *testing.T, trial string) (*webtest.Stage, *webtest.Browser) {
	t.Helper()
	s := webtest.New(t)
	s.Account("op@example.org", identity.Admin)
	op := s.SignedIn("op@example.org")
	for _, p := range []struct{ code, rank, month string }{{"basic", "1", "300"}, {"plus", "2", "900"}} {
		made := op.Send(op.Get("/admin/plans").Form("/admin/plans"), "family", "seeker", "code", p.code, "rank", p.rank, "name_en", p.code, "summary_en", "What it is.").Want(200, "/admin/plans/")
		if after := op.Send(made.Form("/terms"), "month", p.month, "year", "", "trial_days", trial); !after.Has("In force") {
			t.Fatalf("terms\n%s", after.Text())
		}
	}
	s.Account("kavya@example.org", identity.Seeker)
	return s, s.SignedIn("kavya@example.org")
}

// follow opens the first link of a page that begins with path.
func follow(t *testing.T, b *webtest.Browser, p *webtest.Page, path string) *webtest.Page {
	t.Helper()
	links := p.All("a", "href", path)
	if len(links) == 0 {
		t.Fatalf("no link to %s\n%s", path, p.Text())
	}
	for _, a := range links[0].Attr {
		if a.Key == "href" {
			return b.Get(a.Val)
		}
	}
	return nil
}

// TestFromChoosingToCancelling: chosen with the price shown, changed for a larger one with the exact amount, cancelled and
// taken back.
func TestFromChoosingToCancelling(t *testing.T) {
	t.Parallel()
	s, b := sold(t, "0")
	all := b.Get("/account/plan").Want(200, "/account/plan")
	choose := follow(t, b, all, "/account/plan/choose").Want(200, "/account/plan/choose")
	if !choose.Has("₹300.00") {
		t.Fatalf("no price\n%s", choose.Text())
	}
	no := b.Send(choose.Form("/choose"), "card", sandbox.CardDeclined)
	if no.Status != 402 {
		t.Fatalf("a declined card: %d\n%s", no.Status, no.Text())
	}
	mine := b.Send(no.Form("/choose"), "card", sandbox.CardSucceeds).Want(200, "/account/plan")
	if !mine.Has("Active") || !mine.Has("Test card ending 4242") {
		t.Fatalf("chosen\n%s", mine.Text())
	}
	s.Clock.Advance(time.Hour) // of 30 days
	change := follow(t, b, mine, "/account/plan/change").Want(200, "/account/plan/change")
	if !change.Has("basic to plus") || !change.Has("Change and pay ₹599.17") {
		t.Fatalf("the amount\n%s", change.Text())
	}
	wrong := b.Send(change.Form("/change"), "amount", "1")
	if wrong.Status != 409 {
		t.Fatalf("another amount than shown: %d", wrong.Status)
	}
	larger := b.Send(wrong.Form("/change")).Want(200, "/account/plan")
	if !larger.Has("₹599.17") {
		t.Fatalf("changed\n%s", larger.Text())
	}
	cancelled := b.Send(larger.Form("/cancel")).Want(200, "/account/plan")
	if !cancelled.Has("Cancelled. You have it until") {
		t.Fatalf("cancelled\n%s", cancelled.Text())
	}
	if back := b.Send(cancelled.Form("/resume")).Want(200, "/account/plan"); !back.Has("Renews on") {
		t.Errorf("resumed\n%s", back.Text())
	}
}

// TestOperatorsGiveAChargeBack: what it means is shown first, and then happens; its owner sees that the plan ended.
func TestOperatorsGiveAChargeBack(t *testing.T) {
	t.Parallel()
	s, b := sold(t, "0")
	b.Send(follow(t, b, b.Get("/account/plan"), "/account/plan/choose").Form("/choose"), "card", sandbox.CardSucceeds).Want(200, "/account/plan")
	s.Clock.Advance(time.Hour)
	op := s.SignedIn("op@example.org")
	charge := follow(t, op, op.Get("/admin/plan-charges").Want(200, "/admin/plan-charges"), "/admin/plan-charges/").Want(200, "/admin/plan-charges/")
	means := op.Get(charge.Path + "?amount=200&ends=yes")
	if !means.Has("The plan ends at once") || !means.Has("Give back ₹200.00") {
		t.Fatalf("what it means\n%s", means.Text())
	}
	if p := op.Get(charge.Path + "?amount=2,000"); p.Status != 409 || p.Has("Give back ₹") {
		t.Errorf("more than was charged: %d\n%s", p.Status, p.Text())
	}
	if p := op.Get(charge.Path + "?amount=much"); p.Status != 422 {
		t.Errorf("no number: %d", p.Status)
	}
	no := op.Send(means.Form("/refund"))
	if no.Status != 422 || !no.Has("Choose a reason") {
		t.Fatalf("without a reason: %d\n%s", no.Status, no.Text())
	}
	done := op.Send(no.Form("/refund"), "reason", "goodwill").Want(200, charge.Path)
	if !done.Has("The money is on its way back") || !done.Has("₹100.00") || done.Has("End the plan now") {
		t.Errorf("done\n%s", done.Text())
	}
	if mine := b.Get("/account/plan"); mine.Has("Active") {
		t.Errorf("its owner still has it\n%s", mine.Text())
	}
	if p := b.Get("/admin/plan-charges"); p.Status != 403 {
		t.Errorf("its owner looks at charges: %d", p.Status)
	}
}

// TestATrialIsShownAsFree, and the bank's question leads back to the plan.
func TestATrialIsShownAsFree(t *testing.T) {
	t.Parallel()
	_, b := sold(t, "14")
	all := b.Get("/account/plan")
	if !all.Has("14 days free to try") {
		t.Fatalf("no trial\n%s", all.Text())
	}
	bank := b.Send(follow(t, b, all, "/account/plan/choose").Form("/choose"), "card", sandbox.CardNeedsAction).Want(200, "/sandbox/challenge/")
	if mine := b.Send(bank.Form(bank.Path), "answer", "yes").Want(200, "/account/plan"); !mine.Has("Trial") || !mine.Has("Free until") {
		t.Errorf("%s", mine.Text())
	}
}

// TestOnlyOperatorsMakePlans, and only practitioners see theirs.
func TestOnlyOperatorsMakePlans(t *testing.T) {
	t.Parallel()
	_, b := sold(t, "0")
	for _, path := range []string{"/admin/plans", "/pro/plan"} {
		if p := b.Get(path); p.Status != 403 {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
}
