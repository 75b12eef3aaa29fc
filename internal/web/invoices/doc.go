// Package invoices shows the documents of money to those they concern: one document with its file, a practitioner's list and
// tax details, the operators' register and taxes, and the page that tells anybody with the link that a document is genuine.
package invoices
