package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/clock"

	"github.com/danielgtaylor/huma/v2"
)

// Taken registers practitioners/{id}/taken, the REST equal of the agenda's day and week.
func Taken(a huma.API, s *schedule.Service, c *catalog.Catalog, k clock.Clock) {
	h := availability{s, c, k}
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/taken", "listTaken", "What takes a practitioner's time: bookings, holds, blocks and linked calendars", "availability"), h.taken)
}

type takenInput struct {
	PractitionerPath
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true" doc:"at most 62 days later"`
}

// TakenView is a stretch of time that is taken. What a linked calendar says it is for is never known.
type TakenView struct {
	Status      string    `json:"status" enum:"hold,pending,confirmed,completed,no_show,block,busy" doc:"busy is by a linked calendar"`
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	BlockedFrom time.Time `json:"blockedFrom" doc:"with the buffer before"`
	BlockedTo   time.Time `json:"blockedTo" doc:"with the buffer after"`
}

func (h availability) taken(ctx context.Context, in *takenInput) (*Out[[]TakenView], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Read)
	if err != nil {
		return nil, err
	}
	if err := checkRange(in.From, in.To); err != nil {
		return nil, err
	}
	taken, busy, err := h.schedule.Taken(ctx, pr.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := make([]TakenView, 0, len(taken)+len(busy))
	for _, o := range taken {
		out = append(out, TakenView{o.Status, o.Start, o.End, o.From, o.To})
	}
	for _, b := range busy {
		out = append(out, TakenView{"busy", b.Start, b.End, b.Start, b.End})
	}
	return OK(ctx, out), nil
}
