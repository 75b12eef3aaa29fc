// Package redteam writes the conversations with which `make prove-safety` attacks the companion, and the answers of a
// language model that says the worst. It knows nothing of how either is defended against.
package redteam
