// Package memory serves what the companion remembers of the reader: every sentence can be read, corrected and deleted, and
// remembering can be switched off.
package memory
