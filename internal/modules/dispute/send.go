package dispute

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/dispute/internal/disputedb"
	"klear/internal/modules/payment"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Send is the job that tells a gateway the answer to a dispute.
type Send struct {
	DisputeID uuid.UUID `json:"dispute_id"`
}

// Kind names the job.
func (Send) Kind() string { return "dispute_send" }

// Sweep is the periodic job that sends what a crash, or a gateway that was silent for long, left unsent.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "dispute_sweep" }

const (
	sweepEvery  = 10 * time.Minute
	unsentAfter = 5 * time.Minute
	sweepRows   = 100
)

func sendJob(dispute uuid.UUID) jobs.Job {
	return jobs.Job{Args: Send{dispute}, Queue: jobs.QueueMoney}
}

func (s *Service) registerJobs() {
	jobs.Handle(s.Jobs, func(ctx context.Context, j Send) error { return s.send(ctx, j.DisputeID) })
	jobs.Handle(s.Jobs, func(ctx context.Context, _ Sweep) error { return s.sweep(ctx) })
	s.Jobs.Every(sweepEvery, Sweep{}, jobs.QueueMoney)
}

// sweep sends again; one that fails does not hold up the others.
func (s *Service) sweep(ctx context.Context) error {
	unsent, err := on(s.DB).Unsent(ctx, disputedb.UnsentParams{OlderThan: s.Clock.Now().Add(-unsentAfter), MaxRows: sweepRows})
	faults := []error{err}
	for _, id := range unsent {
		faults = append(faults, s.send(ctx, id))
	}
	return errors.Join(faults...)
}

// send tells the gateway what was decided, until it has it. What it refuses for good is an alarm, and stays refused: the
// evidence came too late, or words that nobody can read any more.
func (s *Service) send(ctx context.Context, id uuid.UUID) error {
	a, err := on(s.DB).Answer(ctx, id)
	if db.IsNoRows(err) || err == nil && AnswerStatus(a.Status) != Sending {
		return nil
	} else if err != nil {
		return err
	}
	status := Sent
	if Kind(a.Kind) == Accepted {
		err = s.Payments.AcceptDispute(ctx, id)
	} else {
		err = s.submit(ctx, id)
	}
	if errors.Is(err, payment.ErrGatewayRefused) || errors.Is(err, crypto.ErrKeyDestroyed) {
		s.Log.ErrorContext(ctx, "dispute: the answer was not taken", "dispute", id, "error", err)
		status, err = Refused, nil
	}
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	return on(s.DB).SettleAnswer(ctx, disputedb.SettleAnswerParams{DisputeID: id, Status: string(status), Now: now})
}

// submit sends the document as it was decided, with the files it names.
func (s *Service) submit(ctx context.Context, id uuid.UUID) error {
	text, err := s.document(ctx, id)
	if err != nil {
		return err
	}
	row, err := on(s.DB).Dispute(ctx, id)
	if err != nil {
		return err
	}
	d := disputeOf(row)
	files, err := s.filesOf(ctx, s.DB, d)
	if err != nil {
		return err
	}
	list := make([]payment.EvidenceFile, len(files))
	for i, f := range files {
		list[i] = payment.EvidenceFile{Name: f.Name, ContentType: f.ContentType}
		if list[i].Content, err = s.content(ctx, d, f); err != nil {
			return err
		}
	}
	return s.Payments.SubmitEvidence(ctx, id, text, list)
}
