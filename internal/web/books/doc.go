// Package books is the operators' view of the ledger: the trial balance by currency, whose every number opens its accounts,
// an account with its entries, and a posting with what it was for; the state of the seals, and the audit from zero.
package books
