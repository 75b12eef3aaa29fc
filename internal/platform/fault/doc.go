// Package fault lets the laboratory stop a process between two steps of its work. It does something only in a binary that
// was built with the tag "faults" (make prove-saga); in every other one Point is empty and the compiler removes it, so
// that no setting can bring it to life in production.
package fault
