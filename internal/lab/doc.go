// Package lab is the workshop beside the house: experiments that attack a promise with real processes, and benchmarks
// that print figures with the machine's size. Each prints "name: figure" lines and its seed, and fails when it falls
// short. Nothing here is part of the product; cmd/lab runs it.
package lab
