// Package stat is the statistics behind insights: pure functions of figures, each with its source. Nothing here knows of
// people. All tests are two-sided.
package stat
