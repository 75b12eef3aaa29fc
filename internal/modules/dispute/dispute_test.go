package dispute_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

var pdf = []byte("%PDF-1.7 the visit")

// What the bank reads: the facts, the practitioner's words and files, and nothing about health.
func TestEvidence(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	_, err := h.Say(ctx, h.who, id, "She came and stayed the full hour.", 0)
	h.ok(err)
	f, err := h.AddFile(ctx, h.who, id, "visit/../log.pdf", pdf)
	h.ok(err)
	h.clock.Advance(time.Hour)
	text, err := h.Document(ctx, h.admin, id)
	h.ok(err)
	for _, want := range []string{"INR 1500.00", "product_not_received", "KQ7M2XAB", "Ananya Rao", "Accepted on 2026-03-14", "INR 750.00 is kept", "Waiver: signed", "Questions before the appointment: not answered",
		"it took place", "Nothing was refunded", "She came and stayed", f.Name, f.SHA256} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "grief") || strings.Contains(f.Name, "/") || len(text) > payment.MaxEvidenceText {
		t.Errorf("got %d bytes, file %q:\n%s", len(text), f.Name, text)
	}
	if c := h.get(id); c.Frozen.Minor != 127_500 || c.State() != dispute.Waiting || c.Note == "" || len(c.Files) != 1 {
		t.Errorf("%+v", c)
	}
	if _, content, err := h.ReadFile(ctx, h.admin, id, f.ID); err != nil || string(content) != string(pdf) {
		t.Errorf("%q, %v", content, err)
	}
}

// The longest words in the longest letters still fit into what a gateway takes.
func TestTheLongestEvidenceFits(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	_, err := h.Say(ctx, h.who, id, strings.Repeat("😀", dispute.MaxNote), 0)
	h.ok(err)
	for range payment.MaxEvidenceFiles {
		_, err := h.AddFile(ctx, h.who, id, strings.Repeat("अ", 300)+".pdf", pdf)
		h.ok(err)
	}
	h.ok(h.decide(id, dispute.Evidence))
	h.ok(h.SendNow(ctx, id))
	if c := h.get(id); c.Answer.Status != dispute.Sent {
		t.Errorf("%+v", c.Answer)
	}
}

// An answer whose receipt was lost is found at the gateway and not sent again, however often the job runs.
func TestAnAnswerIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind  dispute.Kind
		op    sandbox.Op
		fault sandbox.Fault
		calls int
		want  payment.DisputeStatus
	}{
		"evidence":                 {dispute.Evidence, sandbox.OpEvidence, sandbox.None, 1, payment.DisputeReview},
		"evidence, the reply lost": {dispute.Evidence, sandbox.OpEvidence, sandbox.LoseAnswer, 1, payment.DisputeReview},
		"evidence, never arrived":  {dispute.Evidence, sandbox.OpEvidence, sandbox.LoseRequest, 2, payment.DisputeReview},
		"accepted":                 {dispute.Accepted, sandbox.OpAccept, sandbox.None, 1, payment.DisputeLost},
		"accepted, the reply lost": {dispute.Accepted, sandbox.OpAccept, sandbox.LoseAnswer, 1, payment.DisputeLost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			id := h.disputed()
			h.ok(h.decide(id, tt.kind))
			h.gateway.Faults.Next(tt.op, tt.fault)
			if err := h.SendNow(ctx, id); (err != nil) != (tt.fault != sandbox.None) {
				t.Fatalf("the first time: %v", err)
			}
			h.clock.Advance(time.Hour)
			for range 2 {
				h.ok(h.SweepNow(ctx))
			}
			h.ok(h.SendNow(ctx, id))
			if c := h.get(id); c.Status != tt.want || c.Answer.Status != dispute.Sent || h.gateway.Faults.Calls(tt.op) != tt.calls {
				t.Errorf("%s, %+v after %d calls", c.Status, c.Answer, h.gateway.Faults.Calls(tt.op))
			}
			h.ok(h.payments.VerifyBalanced(ctx, h.db))
		})
	}
}

// Evidence that comes too late is refused for good, and counted.
func TestTooLate(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	h.clock.Advance(sandbox.EvidenceWithin - time.Hour)
	if due, err := h.CountDue(ctx); err != nil || due != (dispute.Due{Soon: 1}) {
		t.Errorf("%+v, %v", due, err)
	}
	h.clock.Advance(2 * time.Hour)
	if due, err := h.CountDue(ctx); err != nil || due != (dispute.Due{Passed: 1}) {
		t.Errorf("%+v, %v", due, err)
	}
	h.ok(h.decide(id, dispute.Evidence))
	h.ok(h.SendNow(ctx, id))
	if due, err := h.CountDue(ctx); err != nil || due != (dispute.Due{Refused: 1}) {
		t.Errorf("%+v, %v", due, err)
	}
	if c := h.get(id); c.Answer.Status != dispute.Refused {
		t.Errorf("%+v", c.Answer)
	}
}

// After the answer nothing is added, changed or taken back, and there is no second one.
func TestAnAnswerIsFinal(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	f, err := h.AddFile(ctx, h.who, id, "log.pdf", pdf)
	h.ok(err)
	h.ok(h.decide(id, dispute.Evidence))
	_, say := h.Say(ctx, h.who, id, "more", 0)
	_, add := h.AddFile(ctx, h.who, id, "more.pdf", pdf)
	for what, err := range map[string]error{"say": say, "add": add, "remove": h.RemoveFile(ctx, h.who, id, f.ID), "decide": h.decide(id, dispute.Accepted)} {
		if !errors.Is(err, dispute.ErrAnswered) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, sql := range []string{"update dispute.brief set note_sealed = '\\x00'", "delete from dispute.file", "update dispute.file set place = 2"} {
		if _, err := h.db.Exec(ctx, sql); err == nil {
			t.Errorf("%s went through", sql)
		}
	}
}

// Whose dispute it is decides who sees and does what; to others there is none.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	for name, who := range map[string]identity.Principal{"another practitioner": h.other, "the payer": h.payer, "nobody": {}} {
		_, see := h.Open(ctx, who, id)
		_, say := h.Say(ctx, who, id, "x", 0)
		_, add := h.AddFile(ctx, who, id, "x.pdf", pdf)
		for what, err := range map[string]error{"see": see, "say": say, "add": add} {
			if !errors.Is(err, dispute.ErrNotFound) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
		if _, err := h.Decide(ctx, who, id, dispute.Decision{Kind: dispute.Accepted, Reason: "x", Confirmed: true}); err == nil {
			t.Errorf("%s decided", name)
		}
		if _, err := h.Document(ctx, who, id); err == nil {
			t.Errorf("%s read the evidence", name)
		}
	}
	if _, err := h.Say(ctx, h.admin, id, "x", 0); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("an operator speaks for others: %v", err)
	}
	for who, want := range map[*identity.Principal]int{&h.who: 1, &h.other: 0} {
		if list, n, err := h.Mine(ctx, *who, dispute.Waiting, dispute.Page{}); err != nil || n != want || len(list) != want {
			t.Errorf("%d of %d, %v", len(list), n, err)
		}
	}
}

// Two windows: the note that was not seen is not written over.
func TestTwoWindows(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	v, err := h.Say(ctx, h.who, id, "one", 0)
	h.ok(err)
	_, err = h.Say(ctx, h.who, id, "two", v)
	h.ok(err)
	if _, err := h.Say(ctx, h.who, id, "three", v); !errors.Is(err, dispute.ErrStale) {
		t.Errorf("%v", err)
	}
}

// Letters go to the practitioner and the operators when it opens, and say how it ended.
func TestLetters(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	h.hear(id)
	h.ok(h.decide(id, dispute.Accepted))
	h.ok(h.SendNow(ctx, id))
	h.hear(id)
	got := map[string]string{}
	for _, l := range h.mail {
		got[l.Name] = l.Fields.Link
	}
	want := map[string]string{"dispute_opened": "/pro/disputes/", "dispute_waiting": "/admin/disputes/", "dispute_lost": "/pro/disputes/"}
	for name, path := range want {
		if got[name] != "https://klear.test"+path+id.String() {
			t.Errorf("%s: %q", name, got[name])
		}
	}
}

// hear gives the module the newest event of a dispute, as the queue would.
func (h *house) hear(id uuid.UUID) {
	h.Helper()
	var d events.Delivery
	h.ok(h.db.QueryRow(ctx, "select aggregate_id, type, data from events.event where data->>'dispute_id' = $1 order by aggregate_seq desc limit 1", id.String()).Scan(&d.AggregateID, &d.Type, &d.Data))
	h.ok(h.OnEvent(ctx, d))
}

// Of many operators at once one answers; the constraint alone decides it.
func TestOneAnswer(t *testing.T) {
	t.Parallel()
	h := open(t)
	if n := h.answers(h.disputed(), func(id uuid.UUID) error { return h.decide(id, dispute.Evidence) }); n != 1 {
		t.Errorf("%d answers", n)
	}
	id := h.disputed()
	_, err := h.db.Exec(ctx, "insert into dispute.brief (dispute_id) values ($1)", id)
	h.ok(err)
	insert := func(id uuid.UUID) error {
		_, err := h.db.Exec(ctx, "insert into dispute.answer (dispute_id, kind, person_id, reason, answered_at) values ($1, 'accepted', $2, 'x', $3)", id, h.admin.PersonID, at)
		return err
	}
	if n := h.answers(id, insert); n != 1 {
		t.Errorf("%d answers past the code", n)
	}
	h.asOwner("alter table dispute.answer drop constraint answer_once")
	if n := h.answers(id, insert); n == 0 {
		t.Error("the race sees nothing without the constraint")
	}
}

// Of many files at once four stay; the constraint alone decides it.
func TestFourFiles(t *testing.T) {
	t.Parallel()
	h := open(t)
	add := func(id uuid.UUID) error { _, err := h.AddFile(ctx, h.who, id, "log.pdf", pdf); return err }
	id := h.disputed()
	if n := h.answers(id, add); n != payment.MaxEvidenceFiles {
		t.Errorf("%d files", n)
	}
	insert := func(id uuid.UUID) error {
		_, err := h.db.Exec(ctx, `insert into dispute.file (id, dispute_id, place, name_sealed, blob_key, content_type, size_bytes, sha256, added_at)
			values ($1, $2, 1, '\x00', 'x', 'image/png', 1, sha256(''), $3)`, src.ID(), id, at)
		return err
	}
	if n := h.answers(id, insert); n != 0 {
		t.Errorf("%d files in a place that is taken", n)
	}
	h.asOwner("alter table dispute.file drop constraint file_place")
	if n := h.answers(id, insert); n == 0 {
		t.Error("the race sees nothing without the constraint")
	}
}

// answers lets many do something at once and counts who did.
func (h *house) answers(id uuid.UUID, do func(uuid.UUID) error) int {
	var done atomic.Int64
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if do(id) == nil {
				done.Add(1)
			}
		})
	}
	all.Wait()
	return int(done.Load())
}

func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	h := open(t)
	id := h.disputed()
	for name, tt := range map[string]struct {
		content []byte
		want    error
	}{"empty": {nil, dispute.ErrFileSize}, "large": {make([]byte, payment.MaxEvidenceBytes+1), dispute.ErrFileSize}, "a page": {[]byte("<html>"), dispute.ErrFileType}} {
		if _, err := h.AddFile(ctx, h.who, id, "x.pdf", tt.content); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
