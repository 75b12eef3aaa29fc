package stripetest

import "time"

// How long what is slow takes here.
const (
	AuthorisedFor = 7 * 24 * time.Hour
	refundAfter   = 3 * 24 * time.Hour
	payoutAfter   = 2 * 24 * time.Hour
	returnAfter   = 4 * 24 * time.Hour
)

// due is something that happens at a time.
type due struct {
	at time.Time
	do func()
}

// later lets something happen after a while. The server is locked when it does.
func (s *Server) later(after time.Duration, do func()) {
	s.waiting = append(s.waiting, due{s.now().Add(after), do})
}

// Pass lets happen, in the order in which it was begun, what is due by the time that it is now.
func (s *Server) Pass() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rest []due
	for _, d := range s.waiting {
		if d.at.After(s.now()) {
			rest = append(rest, d)
			continue
		}
		d.do()
	}
	s.waiting = rest
}
