package brand

import "sync/atomic"

// Live is the brand that runs: its file, or what operators have put in place of parts of it. Whoever needs a name, a colour or
// an address asks for each use. It is safe for concurrent use.
type Live struct {
	file *Brand
	now  atomic.Pointer[Brand]
}

// NewLive starts with what the file says.
func NewLive(file *Brand) *Live {
	l := &Live{file: file}
	l.now.Store(file)
	return l
}

// File is the brand without operators.
func (l *Live) File() *Brand { return l.file }

// Now is the brand as it stands. Ask once for what has to fit together.
func (l *Live) Now() *Brand { return l.now.Load() }

// Set puts another value in place; it is not changed any more from then on.
func (l *Live) Set(b *Brand) { l.now.Store(b) }
