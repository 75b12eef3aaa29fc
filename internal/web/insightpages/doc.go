// Package insightpages tells people what their own entries show: each claim with its data and how many days they were, every
// entry behind it, and a button that says it is wrong.
package insightpages
