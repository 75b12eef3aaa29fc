// Package books lets operators read the ledger: the trial balance, the accounts with their entries, the postings with their
// seals; and have it audited from zero.
//
// Owns: schema books (the audits that were asked for). The ledger itself is module ledger's; it is read through its
// functions and never written here.
//
// Needs: ledger, identity for who may read. The audit is a function of its dependencies (Audited): it compares rows of several modules
// with the ledger, and app knows them all.
//
// Invariants: one audit at a time (unique index audit_one_open); numbers on a page are one instant's, and each leads to
// the entries that it is the sum of.
package books
