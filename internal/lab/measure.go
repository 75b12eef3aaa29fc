package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Figures of one load.
type Figures struct {
	Name     string
	Requests int
	Failed   int
	Took     time.Duration
	times    []time.Duration // sorted
	firstErr error
}

// PerSecond is the rate of answers that were not failures.
func (f Figures) PerSecond() float64 { return float64(f.Requests-f.Failed) / f.Took.Seconds() }

// P is a quantile of the latencies.
func (f Figures) P(q float64) time.Duration { return quantile(f.times, q) }

// Print writes the figures as name: figure lines.
func (f Figures) Print(out io.Writer) {
	fmt.Fprintf(out, "%s_per_second: %.0f\n%s_p50_ms: %s\n%s_p95_ms: %s\n%s_p99_ms: %s\n", f.Name, f.PerSecond(), f.Name, ms(f.P(.5)), f.Name, ms(f.P(.95)), f.Name, ms(f.P(.99)))
	if f.Failed > 0 {
		fmt.Fprintf(out, "%s_failed: %d (%v)\n", f.Name, f.Failed, f.firstErr)
	}
}

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 2, 64)
}

// Load runs do in a closed loop on clients goroutines for a while. do gets the number of its goroutine; errDone ends the
// load early without a failure.
func Load(ctx context.Context, name string, clients int, d time.Duration, do func(ctx context.Context, client int) error) Figures {
	ctx, cancel := context.WithTimeout(ctx, d+30*time.Second)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	f := Figures{Name: name}
	began := time.Now()
	for client := range clients {
		wg.Go(func() {
			var times []time.Duration
			var failed int
			var first error
			for time.Since(began) < d {
				at := time.Now()
				err := do(ctx, client)
				if errors.Is(err, errDone) {
					break
				}
				times = append(times, time.Since(at))
				if err != nil {
					failed++
					first = errors.Join(first, err)
					if failed > 100 {
						break
					}
				}
			}
			mu.Lock()
			defer mu.Unlock()
			f.times = append(f.times, times...)
			f.Failed += failed
			if f.firstErr == nil {
				f.firstErr = first
			}
		})
	}
	wg.Wait()
	f.Took, f.Requests = time.Since(began), len(f.times)
	slices.Sort(f.times)
	return f
}

var errDone = errors.New("nothing left to do")

// Machine prints what the figures were measured on.
func Machine(out io.Writer) {
	fmt.Fprintf(out, "machine: %d cores, %s of memory, %s, %s/%s\n", runtime.NumCPU(), memory(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func memory() string {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return "unknown"
	}
	kb, _ := strconv.Atoi(strings.Fields(string(b))[1])
	return fmt.Sprintf("%.0f GiB", float64(kb)/(1<<20))
}

// ResidentMB is the resident memory of a process.
func ResidentMB(pid int) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kb / 1024
		}
	}
	return 0
}
