//go:build faults

package fault

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Built reports whether this binary was built with faults.
const Built = true

// armedBy names a file that says where to stop: "<point> <how many>". The laboratory writes it when the process serves.
const armedBy = "LAB_FAULT_FILE"

// patience is how long those who wait at the point wait for more of them.
const patience = time.Second

var (
	mu     sync.Mutex
	point  string
	many   int
	inside int
)

func init() {
	if os.Getenv(armedBy) != "" {
		go watch(os.Getenv(armedBy))
	}
}

func watch(file string) {
	for {
		b, _ := os.ReadFile(file)
		if name, n, whole := strings.Cut(strings.TrimSpace(string(b)), " "); whole {
			mu.Lock()
			point = name
			many, _ = strconv.Atoi(n)
			mu.Unlock()
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Point is a place between two steps. Whoever comes to the one that is armed goes no further; when enough are there, or
// nobody came for a while, the process ends like one that was killed with -9, all of them between the same two steps.
func Point(name string) {
	mu.Lock()
	if name != point {
		mu.Unlock()
		return
	}
	inside++
	n, enough := inside, inside >= many
	mu.Unlock()
	if enough {
		die(name)
	}
	time.Sleep(patience)
	mu.Lock()
	last := n == inside
	mu.Unlock()
	if last {
		die(name)
	}
	select {}
}

func die(name string) {
	mu.Lock() // for good
	fmt.Printf("fault: %s %d\n", name, inside)
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
