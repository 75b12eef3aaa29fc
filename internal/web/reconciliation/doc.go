// Package reconciliation is the operators' view of what gateways report beside the books: the days with their sums, the
// movements of a day, and the explanation of a difference, whose posting is shown before it is made.
package reconciliation
