// Package handover leads a payer to the page of a gateway that wants to be sent a form, not a link, and takes them back.
package handover
