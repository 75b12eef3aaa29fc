//go:build !faults

package fault

// Built reports whether this binary was built with faults.
const Built = false

// Point is a place between two steps. It does nothing.
func Point(string) {}
