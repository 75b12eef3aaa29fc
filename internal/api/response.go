package api

import "context"

// ResponseTimeView is how fast the caller answers requests.
type ResponseTimeView struct {
	Requests      int  `json:"requests" doc:"answered in the last 90 days"`
	MedianSeconds *int `json:"medianSeconds,omitempty" doc:"absent with fewer than 5 requests"`
}

func (h bookings) responseTime(ctx context.Context, _ *struct{}) (*Out[ResponseTimeView], error) {
	if _, err := signedIn(ctx); err != nil {
		return nil, err
	}
	r, err := h.service.ResponseTime(ctx, AccessHeader{}.caller(ctx))
	if err != nil {
		return nil, err
	}
	v := ResponseTimeView{Requests: r.Requests}
	if r.Known() {
		seconds := int(r.Median.Seconds())
		v.MedianSeconds = &seconds
	}
	return OK(ctx, v), nil
}
