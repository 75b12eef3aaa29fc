// Package welcome is what a new account is asked: three short steps, each of which may be left out, that lead to people
// who fit. What brings somebody here may tell of their health, so it is not kept: it only travels in the address of the
// results.
package welcome
